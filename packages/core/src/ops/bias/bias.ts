// A bias for each channel (the last dimension), and the sum over all the others that is its gradient.
import { emit, type Operation } from "../../graph/graph.ts";
import { channels, f32, vector } from "../shapes.ts";

/** x [...,C] + b [C]. */
export const addBias: Operation = {
  name: "addBias",
  outputs([x, b]) {
    vector(b, channels(x!.shape), "A bias");
    return [f32(...x!.shape)];
  },
  gradient: ({ graph, gradient: dy }) => [() => dy, () => emit(graph, channelSum, [dy], {})[0]!],
  elementwise: true,
};

/** x [...,C] → [C], summed over all other dimensions. */
export const channelSum: Operation = {
  name: "channelSum",
  outputs: ([x]) => [f32(channels(x!.shape))],
};
