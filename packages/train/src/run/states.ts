// A training program's states as parameters, and back.
import type { Graph, Parameters } from "@unravel/core";
import { inferenceGraph, initialise, type Model, matchParameters } from "@unravel/models";

const averageOf = (name: string): string => `average.${name}`;

/** Random weights, or those given, whose head may be for other classes and is then drawn. Throws a WeightsError where they do not fit. */
export function startingParameters(
  model: Model,
  seed: number,
  given: Parameters | undefined,
): { readonly parameters: Parameters; readonly notices: readonly string[] } {
  const drawn = initialise(model, seed);
  if (!given) return { parameters: drawn, notices: [] };
  const expected = Object.entries(drawn).map(([name, { shape }]) => ({ name, shape }));
  const { parameters, notices } = matchParameters(expected, given, { headMayDiffer: true });
  return { parameters: { ...drawn, ...parameters }, notices };
}

/** The states that training starts from: the parameters, and averages that begin with them. Everything else is 0 by itself. */
export function startingStates({ states }: Pick<Graph, "states">, parameters: Parameters): Parameters {
  const averages = Object.entries(parameters).map(([name, tensor]) => [averageOf(name), tensor] as const);
  return { ...parameters, ...Object.fromEntries(averages.filter(([name]) => states.has(name))) };
}

/** The parameters and running statistics of `model` among a training program's states: averaged where averages are kept. */
export function evaluatedParameters(model: Model, states: Parameters): Parameters {
  const names = [...inferenceGraph(model, { batch: 1 }).states.keys()];
  return Object.fromEntries(names.map((name) => [name, states[averageOf(name)] ?? states[name]!]));
}
