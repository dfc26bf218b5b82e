import type { Elements, Kernel } from "../../devices/reference/kernel.ts";

export const addBias: Kernel<object> = ({ inputs, outputs }) => {
  const [x, b] = inputs as [Elements, Elements];
  for (let i = 0; i < x.length; i++) outputs[0]![i] = x[i]! + b[i % b.length]!;
};

export const channelSum: Kernel<object> = ({ inputs: [x], outputs }) => {
  const out = outputs[0]!.fill(0);
  for (let i = 0; i < x!.length; i++) out[i % out.length]! += x![i]!;
};
