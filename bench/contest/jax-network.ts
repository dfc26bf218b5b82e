// A network in jax-js: an algebra over its data. jax-js frees what it is given, so everything used again is given as `.ref`.
import { type Array as JaxArray, lax, nn, numpy as np } from "@jax-js/jax";
import { interpret, type Model, type Op, paddingOf } from "@unravel/blocks";

/** Learned parameters by name. */
export type JaxParameters = Record<string, JaxArray>;

type Rules = {
  readonly [K in Op["op"]]?: (x: JaxArray, op: Extract<Op, { op: K }>, own: (leaf: string) => JaxArray) => JaxArray;
};
type Rule = (x: JaxArray, op: Op, own: (leaf: string) => JaxArray) => JaxArray;

const overImages = [0, 2, 3];

/** What the ops of CIFAR networks are, NCHW, batch norm by the batch's statistics. */
const rules: Rules = {
  conv(x, op, own) {
    const [top, bottom, left, right] = paddingOf(op);
    const padding: [number, number][] = [
      [top, bottom],
      [left, right],
    ];
    return lax.convGeneralDilated(x, own("weight"), [op.stride, op.stride], padding);
  },
  linear: (x, _, own) => np.matmul(x, np.transpose(own("weight"))).add(own("bias")),
  bn(x, { epsilon = 1e-5 }, own) {
    const centred = x.ref.sub(np.mean(x, overImages, { keepdims: true }));
    const variance = np.mean(np.square(centred.ref), overImages, { keepdims: true });
    const perChannel = (leaf: string) => own(leaf).reshape([1, -1, 1, 1]);
    const scale = perChannel("weight").mul(np.reciprocal(np.sqrt(variance.add(epsilon))));
    return centred.mul(scale).add(perChannel("bias"));
  },
  relu: (x) => nn.relu(x),
  globalAveragePool: (x) => np.mean(x, [2, 3]),
  padChannels(x, { stride, before, after }) {
    const [n, channels, height, width] = x.shape as [number, number, number, number];
    const cells = x.reshape([n, channels, height / stride, stride, width / stride, stride]);
    return np.pad(cells.slice([], [], [], 0, [], 0), [
      [0, 0],
      [before, after],
      [0, 0],
      [0, 0],
    ]);
  },
};

/** The logits of `model` on `images` [N,C,H,W]. Throws for a network with ops or gains that CIFAR networks lack. */
export function jaxLogits(model: Model, parameters: JaxParameters, images: JaxArray): JaxArray {
  return interpret<JaxArray>(
    model,
    {
      op(op, x, name) {
        const rule = rules[op.op] as Rule | undefined;
        if (!rule) throw new Error(`the op "${op.op}" is not in this script`);
        return rule(x.ref, op, (leaf) => parameters[`${name}.${leaf}`]!.ref);
      },
      sum(terms, block) {
        if (terms.some(({ path }) => path.gain !== 1))
          throw new Error(`${block.name} has gains, which this script has not`);
        return terms.map(({ value }) => value.ref).reduce((total, value) => total.add(value));
      },
    },
    images,
  );
}
