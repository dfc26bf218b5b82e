// The pickle instructions by which Python makes objects. Here they only look up rows of globals.ts.
import { quote } from "../errors.ts";
import { globals } from "./globals.ts";
import { type Machine, pickleError, pop, push, saveStateDict, spend, topDict } from "./machine.ts";
import { describe, isKind, type Storage, type Value } from "./values.ts";

/** Pushes what `name` of Python's `module` stands for; throws a WeightsError with both if globals.ts lacks it. */
export function pushGlobal(machine: Machine, module: Value, name: Value): void {
  const path = [module, name].map((part) => (typeof part === "string" ? part : describe(part))).join(".");
  const found = globals.get(path);
  if (!found)
    throw pickleError(machine, {
      what: "the file holds a whole module or other Python objects",
      expected: "only tensors, dicts, numbers and text",
      got: `class or function ${quote(path)}`,
      fix: saveStateDict,
    });
  push(machine, found);
}

/** The same, module and name being on the stack. */
export function pushStackGlobal(machine: Machine): void {
  const name = pop(machine);
  pushGlobal(machine, pop(machine), name);
}

/** Calls a row of globals.ts. */
export function reduce(machine: Machine): void {
  const args = pop(machine);
  const callable = pop(machine);
  // A dict is made from a list of pairs in time that grows with the list, which the memo can hand out again and again.
  if (Array.isArray(args) && Array.isArray(args[0])) spend(machine, args[0].length);
  const result = isKind(callable, "callable") && Array.isArray(args) ? callable.call(args) : undefined;
  if (result === undefined)
    throw pickleError(machine, {
      what: "the file makes an object that is no dict and no tensor",
      expected: "a tensor from storage, offset, shape and strides",
      got: `${describe(callable)} called with ${describe(args)}`,
    });
  push(machine, result);
}

/** Sets attributes of a dict: torch keeps version numbers there, which nothing here needs, so they are dropped. */
export function build(machine: Machine): void {
  pop(machine);
  topDict(machine);
}

/** Pushes the storage that torch's persistent id ("storage", type, key, location, count) stands for. */
export function pushStorage(machine: Machine): void {
  const id = pop(machine);
  const [tag, type, key, , count, viewOfStorage = null] = Array.isArray(id) ? id : [];
  if (
    tag !== "storage" ||
    !isKind(type, "storage type") ||
    typeof key !== "string" ||
    typeof count !== "number" ||
    viewOfStorage !== null
  )
    throw pickleError(machine, {
      what: "a persistent id is not that of a storage",
      expected: '("storage", type, key, location, count)',
      got: `${describe(id)} that begins with ${typeof tag === "string" ? quote(tag) : describe(tag)}`,
      fix: saveStateDict,
    });
  const storage: Storage = { kind: "storage", key, element: type.element, count };
  machine.storages.set(key, storage);
  push(machine, storage);
}

/** What every other instruction does: it is not run. */
export function refuse(machine: Machine): never {
  throw pickleError(machine, {
    what: "a state dict has no use for this pickle instruction",
    expected: "instructions that make dicts, numbers, text and tensors",
    got: machine.instruction,
    fix: saveStateDict,
  });
}
