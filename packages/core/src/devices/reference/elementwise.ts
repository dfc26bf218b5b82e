import type { Kernel } from "./kernel.ts";

/** A kernel that applies `f` to the elements of its first input and, if there is one, its second. */
export const elementwise =
  (f: (a: number, b: number) => number): Kernel<object> =>
  ({ inputs: [a, b], outputs: [out] }) => {
    for (let i = 0; i < out!.length; i++) out![i] = f(a![i]!, b?.[i] ?? 0);
  };
