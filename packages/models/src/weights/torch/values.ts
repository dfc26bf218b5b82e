// The values that the pickle of a state dict can hold. A "callable" is a row of globals.ts, never code of the file.
import type { ElementType } from "../element-types.ts";
import type { View } from "../strided.ts";

/** A class of storages, such as torch.FloatStorage. */
export type StorageType = { readonly kind: "storage type"; readonly element: ElementType };

/** The few Python functions that a state dict calls, as functions of ours. */
export type Callable = { readonly kind: "callable"; readonly call: (args: readonly Value[]) => Value | undefined };

/** A block of `count` numbers somewhere else in the file, found by `key`. */
export type Storage = {
  readonly kind: "storage";
  readonly key: string;
  readonly element: ElementType;
  readonly count: number;
};

/** A tensor whose numbers have not been read yet. */
export type StoredTensor = { readonly kind: "tensor"; readonly storage: Storage; readonly view: View };

/** A Python value: None is null, a list or a tuple an array, a dict or an OrderedDict a Map. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Value[]
  | Map<Value, Value>
  | StorageType
  | Callable
  | Storage
  | StoredTensor;

/** What sort of thing `value` is, for messages; never its content, which may be cyclic. */
export function describe(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "None";
  if (Array.isArray(value)) return "a list or tuple";
  if (value instanceof Map) return "a dict";
  return typeof value === "object" ? `a ${value.kind}` : `a ${typeof value}`;
}

/** Whether `value` is one of the records above of kind `kind`. */
export const isKind = <K extends "storage type" | "callable" | "storage" | "tensor">(
  value: Value | undefined,
  kind: K,
): value is Extract<Value, { readonly kind: K }> =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
