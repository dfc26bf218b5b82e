// Batch normalisation with the batch's own statistics (Ioffe & Szegedy 2015), as in training.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { channels, f32, same, vector } from "../shapes.ts";

export type NormalisationAttributes = { readonly epsilon: number };

/** x [...,C], gamma [C], beta [C] → y [...,C], mean [C], biased variance [C]. */
export const batchNorm: Operation<NormalisationAttributes> = {
  name: "batchNorm",
  outputs([x, gamma, beta]) {
    const c = channels(x!.shape);
    vector(gamma, c, "Batch norm's weight");
    vector(beta, c, "Batch norm's bias");
    return [f32(...x!.shape), f32(c), f32(c)];
  },
  gradient({ graph, inputs, outputs, attributes, gradient: dy }) {
    const [x, gamma] = inputs as [Value, Value];
    const [, mean, variance] = outputs as [Value, Value, Value];
    const gradients = emit(graph, batchNormGradient, [dy, x, gamma, mean, variance], attributes);
    return gradients.map((value) => () => value);
  },
  repeat: (inputs, [, mean, variance]) => ({ op: "normalize", inputs: [...inputs, mean!, variance!] }),
};

/** dy, x [...,C], gamma, mean, variance [C] → dx [...,C], dgamma [C], dbeta [C], through the statistics too. */
export const batchNormGradient: Operation<NormalisationAttributes> = {
  name: "batchNormGradient",
  outputs([dy, x]) {
    same(dy, x, "Batch norm's gradient and input");
    const c = channels(x!.shape);
    return [f32(...x!.shape), f32(c), f32(c)];
  },
};
