// A model as the flat list of the ops that it performs, each with its shapes; fails where shapes do not fit.
import { type Algebra, interpret, type Term } from "./interpret.ts";
import type { Block, FeatureShape, Model, Op } from "./model.ts";
import { ruleOf } from "./rules.ts";

/** One op of a model in its place, with the shapes of one image before and after it. */
export type Operation = {
  readonly op: Op;
  /** The op's full parameter prefix ("layer1.0.conv1"); "" for ops without parameters. */
  readonly name: string;
  readonly input: FeatureShape;
  readonly output: FeatureShape;
};

/** The stem, one block, or the head: its ops in the order of evaluation and the shapes at its two ends. */
export type Section = {
  /** The block's name, or "stem" or "head". */
  readonly name: string;
  /** Absent for the stem and the head. */
  readonly block?: Block;
  readonly operations: readonly Operation[];
  readonly input: FeatureShape;
  readonly output: FeatureShape;
};

/** A shape as people write it: "16x32x32"; a vector's is "16". */
export const shapeText = (shape: readonly number[]): string => shape.join("x");

/** Whether two shapes are equal. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

const pathText = ({ reference: { path } }: Term<FeatureShape>): string =>
  path === "shortcut" ? "the shortcut" : `branch ${path}`;

/** For each kind of input the number of its dimensions, and what to do about another. */
const readings = {
  map: { ranks: [3], fix: "a feature map; put it before the global average pool" },
  vector: { ranks: [1], fix: "a vector of channels; pool globally before it" },
  either: { ranks: [1, 3], fix: "a feature map or a vector of channels" },
} as const;

function shapeAfter(op: Op, input: FeatureShape, place: string): FeatureShape {
  const rule = ruleOf(op);
  const { ranks, fix } = readings[rule.reads];
  if (!ranks.some((rank) => rank === input.length))
    throw new Error(`${place}: ${op.op} got ${shapeText(input)}, expected ${fix}`);
  const output = rule.shape(op, input);
  if (output.some((length) => length < 1))
    throw new Error(
      `${place}: ${op.op} makes ${shapeText(output)} of ${shapeText(input)}; use a larger input or a smaller kernel`,
    );
  return output;
}

function shapeOfSum(terms: readonly Term<FeatureShape>[], block: Block, h: FeatureShape): FeatureShape {
  const [first] = terms;
  if (!first) return h;
  for (const term of terms) {
    if (!sameShape(first.value, term.value))
      throw new Error(
        `${block.name}: ${pathText(first)} gives ${shapeText(first.value)}, but ${pathText(term)} gives ` +
          `${shapeText(term.value)}; a block adds its paths, so give the shortcut a resize that follows the branches ` +
          "(an average pool needs an input that its stride divides)",
      );
    if (term.gate && !sameShape(first.value, term.gate))
      throw new Error(
        `${block.name}: the gate gives ${shapeText(term.gate)}, but it weighs ${shapeText(first.value)}; ` +
          "give the gate's convolution the stride and channels of the block",
      );
  }
  return first.value;
}

function refuseDuplicates({ stages }: Model): void {
  const names = new Set<string>();
  for (const { name } of stages.flat()) {
    if (names.has(name)) throw new Error(`two blocks are named "${name}"; give each a name of its own`);
    names.add(name);
  }
}

/**
 * The stem, every block and the head of `model`, with their ops and shapes.
 * @throws Error naming the block or op, both shapes and the fix, where shapes do not fit or two blocks have one name.
 */
export function sections(model: Model): readonly Section[] {
  refuseDuplicates(model);
  const empty: Model = { ...model, stem: [], stages: [], head: [] };
  let shape: FeatureShape = model.input;
  const visit = (name: string, part: Partial<Model>, block?: Block): Section => {
    const found: Operation[] = [];
    const algebra: Algebra<FeatureShape> = {
      op: (op, input, opName) => {
        const output = shapeAfter(op, input, opName || name);
        found.push({ op, name: opName, input, output });
        return output;
      },
      sum: shapeOfSum,
    };
    const input = shape;
    shape = interpret({ ...empty, ...part }, algebra, input);
    return { name, ...(block ? { block } : {}), operations: found, input, output: shape };
  };
  return [
    visit("stem", { stem: model.stem }),
    ...model.stages.flat().map((block) => visit(block.name, { stages: [[block]] }, block)),
    visit("head", { head: model.head }),
  ];
}

/**
 * Every op of `model` in the order of evaluation.
 * @throws Error where shapes do not fit; see `sections`.
 */
export const operations = (model: Model): readonly Operation[] =>
  sections(model).flatMap((section) => section.operations);
