// A model's parameters and what it costs to run.
import { type Model, sizeOf } from "./model.ts";
import { type Operation, operations } from "./operations.ts";
import { type OwnParameter, ruleOf } from "./rules.ts";

/** A parameter of a model: `name` is torch's ("layer2.0.conv1.weight"), `shape` torch's layout (OIHW, [out, in]). */
export type Parameter = Omit<OwnParameter, "leaf"> & {
  readonly name: string;
  /** False for the running statistics, which training carries along but does not learn. */
  readonly learned: boolean;
};

const statistics: readonly OwnParameter["kind"][] = ["runningMean", "runningVariance"];

const parametersOf = ({ op, name, input }: Operation): readonly Parameter[] =>
  (ruleOf(op).parameters?.(op, input) ?? []).map(({ leaf, ...own }) => ({
    name: `${name}.${leaf}`,
    ...own,
    learned: !statistics.includes(own.kind),
  }));

/** The number of learned numbers among `list`: weights, biases, batch norm's scales and shifts. */
const learnedSize = (list: readonly Parameter[]): number =>
  list.reduce((total, { learned, shape }) => total + (learned ? sizeOf(shape) : 0), 0);

/** Learned numbers and multiply-accumulates for one image. */
export type Cost = { readonly parameters: number; readonly macs: number };

/** What `list` costs: its learned numbers, and the multiply-accumulates of its convolutions and linear layers. */
export const costOf = (list: readonly Operation[]): Cost => ({
  parameters: learnedSize(list.flatMap(parametersOf)),
  macs: list.reduce((total, { op, input, output }) => total + (ruleOf(op).macs?.(op, input, output) ?? 0), 0),
});

/**
 * The parameters and running statistics of `model`, in the order of evaluation.
 * @throws Error if the shapes of the model do not fit, or if two parameters have one name.
 */
export function parameters(model: Model): readonly Parameter[] {
  const all = operations(model).flatMap(parametersOf);
  const seen = new Set<string>();
  for (const { name } of all) {
    if (seen.has(name))
      throw new Error(`${model.name}: two parameters are named "${name}"; give each block and op a name of its own`);
    seen.add(name);
  }
  return all;
}

/** The number of learned numbers of `model`: what the papers' tables count. @throws Error as `parameters`. */
export const countParameters = (model: Model): number => learnedSize(parameters(model));

/** Multiply-accumulates of `model` for one image. @throws Error where shapes do not fit. */
export const countMacs = (model: Model): number => costOf(operations(model)).macs;
