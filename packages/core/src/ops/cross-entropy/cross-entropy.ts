// Softmax and cross-entropy, the classification loss.
import { emit, type Operation, type Value } from "../../graph/graph.ts";
import { f32, rank2, vector } from "../shapes.ts";

/** `smoothing` s: the target is 1 − s + s/K for the label and s/K elsewhere (Szegedy et al. 2016). */
export type CrossEntropyAttributes = { readonly smoothing: number };

/**
 * logits [N,K], labels i32 [N], valid i32 [1] → loss [1] (mean over the first `valid` rows), correct [1] (how many of
 * them have their largest logit, the first of equals, at the label).
 */
export const crossEntropy: Operation<CrossEntropyAttributes> = {
  name: "crossEntropy",
  outputs([logits, labels, valid]) {
    vector(labels, rank2(logits, "Logits")[0], "Labels");
    vector(valid, 1, "The number of valid rows");
    return [f32(1), f32(1)];
  },
  gradient({ graph, inputs, attributes, gradient: dloss }) {
    const [logits, labels, valid] = inputs as [Value, Value, Value];
    return [() => emit(graph, crossEntropyGradient, [dloss, logits, labels, valid], attributes)[0]!];
  },
};

/** dloss [1], logits, labels, valid → dlogits [N,K]: (softmax − target) · dloss / valid, 0 in the rows that are not valid. */
export const crossEntropyGradient: Operation<CrossEntropyAttributes> = {
  name: "crossEntropyGradient",
  outputs: ([, logits]) => [f32(...logits!.shape)],
};
