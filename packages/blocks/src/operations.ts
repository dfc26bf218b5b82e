// A model as the flat list of the ops that it performs, each with its shapes; fails where shapes do not fit.
import { type Algebra, interpret, type Term } from "./interpret.ts";
import type { Block, Model, Op, Shape } from "./model.ts";
import { ruleOf } from "./rules.ts";

/** One op of a model in its place, with the shapes of one image before and after it. */
export type Operation = {
  readonly op: Op;
  /** The op's full parameter prefix ("layer1.0.conv1"); "" for ops without parameters. */
  readonly name: string;
  readonly input: Shape;
  readonly output: Shape;
};

/** The stem, one block, or the head: its ops in the order of evaluation and the shapes at its two ends. */
export type Section = {
  /** The block's name, or "stem" or "head". */
  readonly name: string;
  /** Absent for the stem and the head. */
  readonly block?: Block;
  readonly operations: readonly Operation[];
  readonly input: Shape;
  readonly output: Shape;
};

/** A shape as people write it: "16x32x32". */
export const shapeText = (shape: readonly number[]): string => shape.join("x");

/** Whether two shapes are equal. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((length, axis) => length === b[axis]);

const pathText = ({ reference: { path } }: Term<Shape>): string =>
  path === "shortcut" ? "the shortcut" : `branch ${path}`;

function shapeAfter(op: Op, input: Shape, place: string): Shape {
  const output = ruleOf(op).shape(op, input);
  if (output.some((length) => length < 1))
    throw new Error(
      `${place}: ${op.op} makes ${shapeText(output)} of ${shapeText(input)}; use a larger input or a smaller kernel`,
    );
  if (op.op === "linear" && (input[1] !== 1 || input[2] !== 1))
    throw new Error(`${place}: linear expects a flat Cx1x1 input, got ${shapeText(input)}; pool globally before it`);
  return output;
}

function shapeOfSum(terms: readonly Term<Shape>[], block: Block, h: Shape): Shape {
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

/**
 * The stem, every block and the head of `model`, with their ops and shapes.
 * @throws Error naming the block or op, both shapes and the fix, where shapes do not fit.
 */
export function sections(model: Model): readonly Section[] {
  const empty: Model = { ...model, stem: [], stages: [], head: [] };
  let shape = model.input;
  const visit = (name: string, part: Partial<Model>, block?: Block): Section => {
    const found: Operation[] = [];
    const algebra: Algebra<Shape> = {
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
