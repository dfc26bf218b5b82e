// The Python names that a state dict may mention, and what each stands for. Every other name is refused.
import { type ElementType, elementTypes } from "../element-types.ts";
import { maxRank } from "../strided.ts";
import { type Callable, isKind, type StorageType, type Value } from "./values.ts";

const isSizes = (value: Value | undefined): value is number[] =>
  Array.isArray(value) && value.length <= maxRank && value.every((item) => typeof item === "number");
const isPair = (value: Value): value is [Value, Value] => Array.isArray(value) && value.length === 2;

/** torch._utils._rebuild_tensor(storage, offset, size, stride), and v2 with more arguments that do not matter here. */
function rebuildTensor([storage, offset, shape, strides]: readonly Value[]): Value | undefined {
  if (!isKind(storage, "storage") || typeof offset !== "number" || !isSizes(shape) || !isSizes(strides)) return;
  return { kind: "tensor", storage, view: { offset, shape, strides } };
}

/** OrderedDict(), OrderedDict([[key, value], ...]) as Python 2 wrote it, or Counter({...}) as schedulers hold. */
function makeDict([items = []]: readonly Value[]): Value | undefined {
  if (items instanceof Map) return items;
  return Array.isArray(items) && items.every(isPair) ? new Map(items) : undefined;
}

const first = ([value]: readonly Value[]): Value | undefined => value;

const functions: readonly (readonly [string, Callable["call"]])[] = [
  ["collections.OrderedDict", makeDict],
  ["collections.Counter", makeDict],
  ["torch._utils._rebuild_tensor", rebuildTensor],
  ["torch._utils._rebuild_tensor_v2", rebuildTensor],
  ["torch._utils._rebuild_parameter", first],
  ["torch.Size", first],
];

const storages: readonly (readonly [string, string])[] = [
  ["torch.DoubleStorage", "F64"],
  ["torch.FloatStorage", "F32"],
  ["torch.HalfStorage", "F16"],
  ["torch.BFloat16Storage", "BF16"],
  ["torch.LongStorage", "I64"],
  ["torch.IntStorage", "I32"],
  ["torch.ShortStorage", "I16"],
  ["torch.CharStorage", "I8"],
  ["torch.ByteStorage", "U8"],
  ["torch.BoolStorage", "BOOL"],
];

const element = (name: string): ElementType => elementTypes.get(name)!;

/** Python's "module.name" to its stand-in. */
export const globals: ReadonlyMap<string, Callable | StorageType> = new Map<string, Callable | StorageType>([
  ...functions.map(([name, call]) => [name, { kind: "callable", call }] as const),
  ...storages.map(([name, type]) => [name, { kind: "storage type", element: element(type) }] as const),
]);
