// Reverse mode: appends the nodes that compute the gradient of a scalar to the same graph.
import { GraphError } from "../errors.ts";
import { fill } from "../ops/fill/fill.ts";
import { type OperationName, operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { dependents } from "./dependents.ts";
import {
  backwardRegion,
  emit,
  type Graph,
  inRegion,
  type Node,
  type Operation,
  size,
  type Term,
  type Value,
} from "./graph.ts";

/**
 * Appends the gradients of `loss` (one element) with respect to `targets` and returns them in that order.
 * Under gates, a gradient that leaves a region passes a sum under that region's backward gate: a parameter of a
 * skipped region has a gradient of exact zeros.
 */
export function differentiate(graph: Graph, loss: Value, targets: readonly Value[]): readonly Value[] {
  if (size(loss.shape) !== 1) throw new GraphError(`Only a single number can be differentiated, got [${loss.shape}].`);
  const forward = [...graph.nodes];
  graph.forward ??= forward.length;
  const needed = dependents(forward, targets);
  const contributions = new Map<number, Term[]>();
  const contribute = (target: Value, term: Term) => {
    const terms = contributions.get(target.id);
    if (terms) terms.push(term);
    else contributions.set(target.id, [term]);
  };

  /** The gradient of `value`: its contributions summed, in its own region's backward part. */
  const gradientOf = (value: Value): Value | undefined => {
    const terms = contributions.get(value.id);
    if (!terms) return undefined;
    const region = backwardRegion(value.region);
    const [first] = terms;
    const untouched = terms.length === 1 && first!.factor === 1 && !first!.weigh && first!.value.region === region;
    return untouched ? first!.value : inRegion(graph, region, () => sum(graph, terms));
  };

  contribute(loss, { value: emit(graph, fill, [], { shape: loss.shape, value: 1 })[0]!, factor: 1 });
  for (const node of forward.reverse()) {
    const gradient = needed.has(node.outputs[0]!.id) ? gradientOf(node.outputs[0]!) : undefined;
    if (!gradient) continue;
    inRegion(graph, backwardRegion(node.region), () => {
      for (const [index, rule] of rulesOf(graph, node, gradient).entries()) {
        const target = node.inputs[index]!;
        if (!rule || !needed.has(target.id)) continue;
        contribute(target, leaving(rule(), target));
      }
    });
  }
  return targets.map((target) => {
    const gradient = gradientOf(target);
    if (!gradient) throw new GraphError(`The loss does not depend on value ${target.id} of shape [${target.shape}].`);
    return gradient;
  });
}

function rulesOf(graph: Graph, node: Node, gradient: Value): readonly ((() => Value | Term) | undefined)[] {
  const operation: Operation = operations[node.op as OperationName];
  const { inputs, outputs, attributes } = node;
  return operation.gradient?.({ graph, inputs, outputs, attributes, gradient }) ?? [];
}

/** A contribution as a term, under its region's gate where it leaves that region on its way to `target`. */
function leaving(contribution: Value | Term, target: Value): Term {
  const term = "value" in contribution ? contribution : { value: contribution, factor: 1 };
  const { region } = term.value;
  const leaves = region !== undefined && region !== backwardRegion(target.region);
  return leaves && term.gate === undefined ? { ...term, gate: region } : term;
}
