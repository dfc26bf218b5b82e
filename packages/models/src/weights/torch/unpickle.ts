// A reader of Python's pickles that knows what a state dict needs and nothing else. A pickle is a program for a stack
// machine; the rows of opcodes.ts and globals.ts are all that it can ask for, so no code of a file ever runs.
import { advance, type Cursor } from "../cursor.ts";
import { type Machine, pop, spend } from "./machine.ts";
import { refuse } from "./objects.ts";
import { opcodes } from "./opcodes.ts";
import type { Storage, Value } from "./values.ts";

/** A pickle's value, and the storages that it mentions, by key. */
export type Unpickled = { readonly value: Value; readonly storages: ReadonlyMap<string, Storage> };

const stop = 0x2e;

/**
 * Reads the pickle at `cursor` (protocols 2 to 5) and moves behind it. Throws a WeightsError for a damaged pickle and
 * for every instruction, class and function that a state dict does not need.
 */
export function unpickle(cursor: Cursor): Unpickled {
  const machine: Machine = {
    cursor,
    memo: new Map(),
    storages: new Map(),
    below: [],
    stack: [],
    instruction: "start",
    steps: 0,
  };
  const next = (): number => cursor.bytes[advance(cursor, 1, "a pickle")]!;
  for (let code = next(); code !== stop; code = next()) {
    const [name, run] = opcodes.get(code) ?? [`unknown instruction 0x${code.toString(16)}`, refuse];
    machine.instruction = name;
    spend(machine, 1);
    run(machine);
  }
  return { value: pop(machine), storages: machine.storages };
}
