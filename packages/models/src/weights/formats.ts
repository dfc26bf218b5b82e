// The file formats of weights, told by their content and never by the file's name.
import { allowance, type Charge } from "./allowance.ts";
import type { Contents } from "./contents.ts";
import { weightsError } from "./errors.ts";
import { foreign } from "./foreign.ts";
import { readSafetensors } from "./safetensors/read.ts";
import { readLegacy } from "./torch/legacy.ts";
import { readStateDict, type TorchFile } from "./torch/state-dict.ts";
import { readTorchZip } from "./torch/zip.ts";

/** The names of the formats that are read. */
export type FormatName = "safetensors" | "torch-zip" | "torch-legacy";

type Format = {
  readonly name: FormatName;
  readonly matches: (bytes: Uint8Array) => boolean;
  readonly read: (bytes: Uint8Array) => Contents;
};

const torch =
  (open: (bytes: Uint8Array, charge: Charge) => TorchFile) =>
  (bytes: Uint8Array): Contents => {
    const charge = allowance(bytes.length);
    return readStateDict(open(bytes, charge), charge);
  };

// Safetensors comes first: its file begins with any number, which may look like another format's signature.
const formats: readonly Format[] = [
  {
    name: "safetensors",
    // A header's length has 8 bytes, of which the last is 0 for any length that fits in a file; then its JSON begins.
    matches: (bytes) => bytes[7] === 0 && bytes[8] === 0x7b,
    read: (bytes) => ({ ...readSafetensors(bytes), notices: [] }),
  },
  {
    name: "torch-zip",
    matches: ([p, k, three, four]) => p === 0x50 && k === 0x4b && three === 3 && four === 4,
    read: torch(readTorchZip),
  },
  { name: "torch-legacy", matches: ([pickle]) => pickle === 0x80, read: torch(readLegacy) },
];

/** The format of the file `bytes`; throws a WeightsError that says what it seems to be instead. */
export function findFormat(bytes: Uint8Array): Format {
  const format = formats.find(({ matches }) => matches(bytes));
  if (format) return format;
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  const { what, fix } = foreign.find(({ matches }) => matches(head))!;
  throw weightsError({
    where: "file",
    what: "it holds no weights",
    expected: "safetensors or a torch file",
    got: what,
    fix,
  });
}
