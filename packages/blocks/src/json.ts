// Models as JSON text, and back from text that someone else wrote.
import * as v from "valibot";
import { describeIssue } from "./faults.ts";
import { type Model, type Op, sizeOf } from "./model.ts";
import { operations, shapeText } from "./operations.ts";
import { parameters } from "./parameters.ts";
import { limits, modelSchema } from "./schema.ts";

const longestText = 64 * 2 ** 20;

/** A model as JSON text; `fromJson` reads it. */
export const toJson = (model: Model): string => JSON.stringify(model);

/** How many ops a model has. */
function countOps({ stem, stages, head }: Model): number {
  const lists = stages
    .flat()
    .flatMap(({ pre, gate, shortcut, branches, post }): (readonly Op[])[] => [
      pre,
      gate,
      shortcut?.ops ?? [],
      ...branches.map(({ ops }) => ops),
      post,
    ]);
  return [stem, head, ...lists].reduce((sum, { length }) => sum + length, 0);
}

function refuseAbove(most: number, what: string, count: number): void {
  if (count > most) throw new Error(`expected at most ${most} ${what}, got ${count}`);
}

/** What a schema cannot see: sums over the whole model, names that occur twice, shapes that do not fit. */
function refuseUnsound(model: Model): void {
  refuseAbove(limits.blocks, "blocks in all", model.stages.flat().length);
  refuseAbove(limits.ops, "ops in all", countOps(model));
  const shapes = [model.input, ...operations(model).map(({ output }) => output)];
  const logits = shapes.at(-1)!;
  if (logits.length !== 1)
    throw new Error(`the head ends in ${shapeText(logits)}, expected a number for each class; pool globally in it`);
  const largest = shapes.reduce((most, shape) => Math.max(most, sizeOf(shape)), 0);
  refuseAbove(limits.values, "values in a feature map", largest);
  const total = parameters(model).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  refuseAbove(limits.parameters, "parameters in all", total);
}

/**
 * A value of unknown origin (parsed JSON) as a model: form, sizes, shapes and names are checked; unknown fields are
 * refused.
 * @throws Error with the path to the first fault: "model: stages[1][0].branches[0].ops[2].kernel: expected an integer
 * from 1 to 64, got -3".
 */
export function parseModel(value: unknown): Model {
  const parsed = v.safeParse(modelSchema, value, { abortEarly: true, abortPipeEarly: true });
  if (!parsed.success) throw new Error(`model: ${describeIssue(parsed.issues[0])}`);
  try {
    refuseUnsound(parsed.output);
  } catch (error) {
    throw new Error(`model: ${(error as Error).message}`, { cause: error });
  }
  return parsed.output;
}

/**
 * The model in JSON text that `toJson` or anyone else wrote.
 * @throws Error if the text is too long, is not JSON, or holds no sound model; see `parseModel`.
 */
export function fromJson(text: string): Model {
  if (text.length > longestText)
    throw new Error(`model: expected at most ${longestText} characters of JSON, got ${text.length}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`model: expected JSON text (${(error as Error).message}); give what toJson wrote`, {
      cause: error,
    });
  }
  return parseModel(value);
}
