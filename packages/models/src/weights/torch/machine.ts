// The stack machine that a pickle is a program for: its state, and how values move.
import type { Cursor } from "../cursor.ts";
import { type Problem, type WeightsError, weightsError } from "../errors.ts";
import { describe, type Storage, type Value } from "./values.ts";

/**
 * The state of one unpickling: the stack above the last open mark and, in `below`, the stacks under each mark; the memo
 * and the storages mentioned so far; the running instruction's name.
 */
export type Machine = {
  readonly cursor: Cursor;
  readonly memo: Map<number, Value>;
  readonly storages: Map<string, Storage>;
  readonly below: Value[][];
  stack: Value[];
  instruction: string;
  steps: number;
};

// A state dict takes about 35 instructions a tensor (ResNet-1202: 250,000 in all), optimiser state as much again. The
// file's size bounds too little: an instruction of one byte can allocate hundreds.
const maxSteps = 1_000_000;

/** What to do about a file that holds more than a state dict. */
export const saveStateDict =
  'Nothing of it was run. Save model.state_dict() instead, in Python: torch.save(model.state_dict(), "weights.pth").';

/** An error at the machine's place in its pickle. */
export const pickleError = ({ cursor, instruction }: Machine, problem: Omit<Problem, "where">): WeightsError =>
  weightsError({ where: `${cursor.where}, ${instruction} before byte ${cursor.at}`, ...problem });

/** Counts `steps` of work; throws a WeightsError above the limit. */
export function spend(machine: Machine, steps: number): void {
  machine.steps += steps;
  if (machine.steps > maxSteps)
    throw pickleError(machine, {
      what: "it is too long for a state dict",
      expected: `at most ${maxSteps} steps`,
      got: "more",
      fix: saveStateDict,
    });
}

/** Opens a mark: what is pushed from here on is taken together by `popToMark`. */
export function mark(machine: Machine): void {
  machine.below.push(machine.stack);
  machine.stack = [];
}

/** Puts `value` on the stack. */
export const push = (machine: Machine, value: Value): number => machine.stack.push(value);

/** Takes the top of the stack; throws a WeightsError if there is none above the last mark. */
export function pop(machine: Machine): Value {
  const value = machine.stack.pop();
  if (value === undefined)
    throw pickleError(machine, { what: "it takes a value", expected: "a filled stack", got: "an empty one" });
  return value;
}

/** Takes the last `count` values, in the order in which they were pushed. */
export const popMany = (machine: Machine, count: number): Value[] =>
  Array.from({ length: count }, () => pop(machine)).reverse();

/** Takes all values above the last mark, and the mark; throws a WeightsError if there is no mark. */
export function popToMark(machine: Machine): Value[] {
  const values = machine.stack;
  const below = machine.below.pop();
  if (!below) throw pickleError(machine, { what: "it goes back to a mark", expected: "a mark", got: "none" });
  machine.stack = below;
  return values;
}

/** Pushes memo entry `index`; throws a WeightsError if there is none. */
export function get(machine: Machine, index: number): void {
  const value = machine.memo.get(index);
  if (value === undefined)
    throw pickleError(machine, {
      what: "it asks for an unknown memo entry",
      expected: `one of ${machine.memo.size} entries`,
      got: `number ${index}`,
    });
  push(machine, value);
}

/** Notes the top of the stack, which stays there, as memo entry `index`. */
export function put(machine: Machine, index: number): void {
  const value = pop(machine);
  push(machine, value);
  machine.memo.set(index, value);
}

/** The top of the stack, which stays there, as a dict; throws a WeightsError if it is something else. */
export function topDict(machine: Machine): Map<Value, Value> {
  const top = machine.stack.at(-1);
  if (top instanceof Map) return top;
  throw pickleError(machine, { what: "it fills the wrong thing", expected: "a dict", got: describe(top) });
}

/** Adds `items` to the list at the top of the stack; throws a WeightsError if that is something else. */
export function appendItems(machine: Machine, items: readonly Value[]): void {
  const top = machine.stack.at(-1);
  if (!Array.isArray(top))
    throw pickleError(machine, { what: "it fills the wrong thing", expected: "a list", got: describe(top) });
  for (const item of items) top.push(item);
}

/** Sets key, value, key, value ... in the dict at the top of the stack; throws a WeightsError if it cannot. */
export function setItems(machine: Machine, items: readonly Value[]): void {
  const dict = topDict(machine);
  if (items.length % 2 !== 0)
    throw pickleError(machine, { what: "a key lacks its value", expected: "pairs", got: `${items.length} items` });
  for (let index = 0; index < items.length; index += 2) dict.set(items[index]!, items[index + 1]!);
}
