// A model as the flat list of the ops that it performs, each with its shapes; fails where shapes do not fit.
import { type Algebra, interpret, type Term } from "./interpret.ts";
import type { Block, Model, Op, Shape } from "./model.ts";
import { ruleOf } from "./rules.ts";

/** One op of a model in its place. `block` is "" in the stem and the head; `name` "" for ops without parameters. */
export type Operation = {
  readonly op: Op;
  readonly name: string;
  readonly block: string;
  readonly input: Shape;
  readonly output: Shape;
};

/** A shape as people write it: "16x32x32". */
export const shapeText = (shape: Shape): string => shape.join("x");

const sameShape = (a: Shape, b: Shape): boolean => a.every((length, axis) => length === b[axis]);

const pathText = ({ reference: { path } }: Term<Shape>): string =>
  path === "shortcut" ? "the shortcut" : `branch ${path}`;

/** The shape after `op`. @throws Error if the input is too small for its window or is not flat before a linear layer. */
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

/** The shape of a sum. @throws Error if the terms or the gate differ in shape. */
function shapeOfSum(terms: readonly Term<Shape>[], block: Block, h: Shape): Shape {
  const [head] = terms;
  if (!head) return h;
  for (const term of terms) {
    if (!sameShape(head.value, term.value))
      throw new Error(
        `${block.name}: ${pathText(head)} gives ${shapeText(head.value)}, but ${pathText(term)} gives ` +
          `${shapeText(term.value)}; a block adds its paths, so give the shortcut a resize that follows the branches ` +
          "(an average pool needs an input that its stride divides)",
      );
    if (term.gate && !sameShape(head.value, term.gate))
      throw new Error(
        `${block.name}: the gate gives ${shapeText(term.gate)}, but it weighs ${shapeText(head.value)}; ` +
          "give the gate's convolution the stride and channels of the block",
      );
  }
  return head.value;
}

/**
 * Every op of `model` in the order of evaluation, with the shapes of one image before and after it.
 * @throws Error naming the block or op, both shapes and the fix, where shapes do not fit.
 */
export function operations(model: Model): readonly Operation[] {
  const found: Operation[] = [];
  let block = "";
  const algebra: Algebra<Shape> = {
    enterBlock: ({ name }) => {
      block = name;
    },
    op: (op, input, name) => {
      const output = shapeAfter(op, input, name || block || model.name);
      found.push({ op, name, block, input, output });
      return output;
    },
    sum: shapeOfSum,
  };
  const features = interpret({ ...model, head: [] }, algebra, model.input);
  block = ""; // the head belongs to no block
  interpret({ ...model, stem: [], stages: [] }, algebra, features);
  return found;
}
