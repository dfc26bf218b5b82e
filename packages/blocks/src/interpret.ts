// The only code that knows how a model is wired. What an op means is the algebra's business:
// shapes, parameter counts, a tensor graph, ONNX nodes, SVG marks are all algebras.
import type { Block, Model, Op, Path, PathReference } from "./model.ts";

/** One term of a block's sum: the value at the end of a path, and the gate's value if the block has one. */
export type Term<T> = { readonly value: T; readonly path: Path; readonly reference: PathReference; readonly gate?: T };

/** The meaning of a model for one kind of value T. */
export interface Algebra<T> {
  /** Applies one op; `name` is the op's full parameter prefix ("layer1.0.conv1"), "" for ops without a name. */
  op(op: Op, x: T, name: string): T;
  /** The sum of a block's paths, each weighed by its gain. `h` is what the paths start from (the sum of no path is zeros like h). */
  sum(terms: readonly Term<T>[], block: Block, h: T): T;
  /** Wraps the evaluation of a path's ops, for algebras that care where a path begins and ends. Default: just runs it. */
  inPath?(reference: PathReference, path: Path, run: () => T): T;
  /** Told before each block is evaluated, for algebras that draw or group. */
  enterBlock?(block: Block, stage: number): void;
  /** Told the value of each block, for algebras that look inside a network. */
  leaveBlock?(block: Block, value: T): void;
}

/** Evaluates `model` on `x` under `algebra`. */
export function interpret<T>(model: Model, algebra: Algebra<T>, x: T): T {
  const chain = (ops: readonly Op[], start: T, at: string): T =>
    ops.reduce(
      (value, op) => algebra.op(op, value, "name" in op ? [at, op.name].filter(Boolean).join(".") : ""),
      start,
    );

  const evaluateBlock = (input: T, block: Block): T => {
    const h = chain(block.pre, input, block.name);
    const gate = block.gate.length > 0 ? chain(block.gate, h, block.name) : undefined;
    const paths: readonly (readonly [Path, PathReference["path"]])[] = [
      ...(block.shortcut ? [[block.shortcut, "shortcut"] as const] : []),
      ...block.branches.map((branch, index) => [branch, index] as const),
    ];
    const terms = paths.map(([path, which]): Term<T> => {
      const reference = { block: block.name, path: which };
      const run = () => chain(path.ops, h, block.name);
      const value = algebra.inPath ? algebra.inPath(reference, path, run) : run();
      return { value, path, reference, ...(gate === undefined ? {} : { gate }) };
    });
    return chain(block.post, algebra.sum(terms, block, h), block.name);
  };

  let value = chain(model.stem, x, "");
  for (const [stage, blocks] of model.stages.entries()) {
    for (const block of blocks) {
      algebra.enterBlock?.(block, stage);
      value = evaluateBlock(value, block);
      algebra.leaveBlock?.(block, value);
    }
  }
  return chain(model.head, value, "");
}
