// Batch normalisation with given statistics, as in inference and in frozen layers.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { batchNormGradient, type NormalisationAttributes } from "../batch-norm/batch-norm.ts";
import { channels, f32, vector } from "../shapes.ts";

/** gamma · (x − mean) / √(variance + epsilon) + beta: x [...,C], the others [C], in the order gamma, beta, mean, variance. */
export const normalize: Operation<NormalisationAttributes> = {
  name: "normalize",
  outputs([x, ...vectors]) {
    const names = ["weight", "bias", "running mean", "running variance"];
    for (const [index, name] of names.entries()) vector(vectors[index], channels(x!.shape), `Batch norm's ${name}`);
    return [f32(...x!.shape)];
  },
  gradient({ graph, inputs, attributes, gradient: dy }) {
    const [x, gamma, , mean, variance] = inputs as [Value, Value, Value, Value, Value];
    const gradients = emit(graph, normalizeGradient, [dy, x, gamma, mean, variance], attributes);
    return gradients.map((value) => () => value);
  },
  elementwise: true,
};

/** dy, x [...,C], gamma, mean, variance [C] → dx [...,C], dgamma [C], dbeta [C], with the statistics held fixed. */
export const normalizeGradient: Operation<NormalisationAttributes> = {
  name: "normalizeGradient",
  outputs: batchNormGradient.outputs,
};
