// From the object in a torch file to named tensors: finds the state dict among what a training script saved with it.
import type { Tensor } from "@unravel/core";
import type { Charge } from "../allowance.ts";
import type { Contents } from "../contents.ts";
import { quote, weightsError } from "../errors.ts";
import { readView } from "../strided.ts";
import { saveStateDict } from "./machine.ts";
import { describe, isKind, type StoredTensor, type Value } from "./values.ts";

/** What both containers of torch.save come down to: the saved object, and each storage's bytes by its key. */
export type TorchFile = {
  readonly root: Value;
  readonly storageBytes: (key: string) => Uint8Array | undefined;
};

/** Keys under which training scripts put the state dict, the likeliest first. */
const wrappers = ["state_dict", "model_state_dict", "model", "net"];

const entries = (value: Value | undefined): [Value, Value][] => (value instanceof Map ? [...value] : []);
const isNamedTensor = (entry: [Value, Value]): entry is [string, StoredTensor] =>
  typeof entry[0] === "string" && isKind(entry[1], "tensor");
const isText = (entry: [Value, Value]): entry is [string, string | number] =>
  typeof entry[0] === "string" && (typeof entry[1] === "string" || typeof entry[1] === "number");

/** The first keys of `items`, for a message. */
const list = (items: readonly [Value, Value][]): string =>
  items
    .slice(0, 8)
    .map(([key]) => (typeof key === "string" ? quote(key) : describe(key)))
    .join(", ") + (items.length > 8 ? ` and ${items.length - 8} more` : "");

function readTensor(name: string, { storage, view }: StoredTensor, file: TorchFile, charge: Charge): Tensor {
  const where = `tensor ${quote(name)}`;
  const bytes = file.storageBytes(storage.key);
  const expected = storage.count * storage.element.bytes;
  if (bytes?.length !== expected)
    throw weightsError({
      where,
      what: `its storage ${quote(storage.key)} is missing or has the wrong length`,
      expected: `${expected} bytes`,
      got: bytes ? `${bytes.length}` : "none",
    });
  return readView(bytes, storage.element, view, where, charge);
}

/**
 * The named tensors of a torch file as dense float32. Texts and numbers saved beside the state dict become metadata;
 * the rest is left out with a notice. Throws a WeightsError if there are no tensors or one does not fit its storage.
 */
export function readStateDict(file: TorchFile, charge: Charge): Contents {
  const root = entries(file.root);
  const wrapper = wrappers.find((key) => file.root instanceof Map && entries(file.root.get(key)).some(isNamedTensor));
  const inside = file.root instanceof Map && wrapper !== undefined ? entries(file.root.get(wrapper)) : root;
  const beside = wrapper === undefined ? [] : root.filter(([key]) => key !== wrapper);
  const stored = inside.filter(isNamedTensor);
  if (stored.length === 0)
    throw weightsError({
      where: "torch file",
      what: "it holds no state dict",
      expected: `a dict of tensors, or one under ${wrappers.map(quote).join(", ")}`,
      got: root.length > 0 ? `a dict of ${list(root)}` : describe(file.root),
      fix: saveStateDict,
    });
  const leftOut = [...inside.filter((entry) => !isNamedTensor(entry)), ...beside.filter((entry) => !isText(entry))];
  return {
    tensors: Object.fromEntries(stored.map(([name, tensor]) => [name, readTensor(name, tensor, file, charge)])),
    metadata: Object.fromEntries(beside.filter(isText).map(([key, value]) => [key, String(value)])),
    notices: leftOut.length > 0 ? [`left out what is no tensor of the state dict: ${list(leftOut)}`] : [],
  };
}
