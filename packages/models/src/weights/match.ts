// Weights against a model: every tensor in its place and of its shape, or one message that says all that differs.
import type { Parameters } from "@unravel/core";
import { quote, type WeightsError, weightsError } from "./errors.ts";
import { causes, type Side } from "./mismatch.ts";

/** A tensor that a model needs, under torch's name and in torch's layout. */
export type ExpectedTensor = { readonly name: string; readonly shape: readonly number[] };

/** How strictly weights must fit. */
export type MatchOptions = {
  /** Leaves the head out if it does not fit, for fine-tuning on other classes. Default false. */
  readonly headMayDiffer?: boolean;
  /** What the names of the head's tensors begin with. Default "fc.". */
  readonly head?: string;
};

/** The tensors that fit, in the order of the model, and what was left out. */
export type Matched = { readonly parameters: Parameters; readonly notices: readonly string[] };

/** Whether both sides have a tensor `name`, of the same shape. */
function fits(name: string, model: Side, file: Side): boolean {
  const [a, b] = [model.get(name), file.get(name)];
  return a !== undefined && b !== undefined && a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** "3 missing: a, b, c", with at most 8 of the items; nothing for none. */
function listed(kind: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > 8 ? ` and ${items.length - 8} more` : "";
  return [`${items.length} ${kind}: ${items.slice(0, 8).join(", ")}${more}`];
}

function mismatch(wrong: readonly string[], model: Side, file: Side): WeightsError {
  const missing = wrong.filter((name) => !file.has(name));
  const unexpected = wrong.filter((name) => !model.has(name));
  const misshaped = wrong.filter((name) => model.has(name) && file.has(name));
  const shapes = misshaped.map((name) => `${quote(name)} [${file.get(name)}] for [${model.get(name)}]`);
  const likely = causes.flatMap((cause) => cause(model, file) ?? []);
  return weightsError({
    where: "weights",
    what: [
      "they do not fit the model",
      ...listed("missing", missing.map(quote)),
      ...listed("unexpected", unexpected.map(quote)),
      ...listed("mis-shaped", shapes),
    ].join("; "),
    expected: `${model.size} tensors`,
    got: `${file.size}`,
    fix: likely.length > 0 ? `Likely: ${likely.join("; ")}.` : "Choose the model that the weights were trained as.",
  });
}

/**
 * The tensors of `tensors` that the model expects. With `headMayDiffer`, a head that does not fit is left out as a
 * whole and said so in a notice: its parameters are the caller's to initialise. Throws a WeightsError that lists
 * missing, unexpected and mis-shaped tensors and names the likely cause.
 */
export function matchParameters(
  expected: readonly ExpectedTensor[],
  tensors: Parameters,
  { headMayDiffer = false, head = "fc." }: MatchOptions = {},
): Matched {
  const model = new Map(expected.map(({ name, shape }) => [name, shape]));
  const file = new Map(Object.entries(tensors).map(([name, { shape }]) => [name, shape]));
  const names = [...new Set([...model.keys(), ...file.keys()])];
  const wrong = names.filter((name) => !fits(name, model, file));
  const leavesHead = headMayDiffer && wrong.some((name) => name.startsWith(head));
  const isLeft = (name: string): boolean => leavesHead && name.startsWith(head);
  const serious = wrong.filter((name) => !isLeft(name));
  if (serious.length > 0) throw mismatch(serious, model, file);
  const left = [...file.keys()].filter(isLeft).map(quote).join(", ");
  return {
    parameters: Object.fromEntries(
      [...model.keys()].filter((name) => !isLeft(name)).map((name) => [name, tensors[name]!]),
    ),
    notices: leavesHead
      ? [`the head does not fit and is left to be trained anew; not taken: ${left || "nothing"}`]
      : [],
  };
}
