// Reading the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes without gaps.
// https://github.com/huggingface/safetensors#format
import type { Parameters, Tensor } from "@unravel/core";
import { allowance, type Charge } from "../allowance.ts";
import { cursorOn, takeBytes, takeUint64 } from "../cursor.ts";
import { elementTypes } from "../element-types.ts";
import { type Problem, quote, type WeightsError, weightsError } from "../errors.ts";
import { denseStrides, readView } from "../strided.ts";

/** What a safetensors file holds. */
export type Safetensors = { readonly tensors: Parameters; readonly metadata: Readonly<Record<string, string>> };

/** The header's key that holds the metadata instead of a tensor. */
export const metadataKey = "__metadata__";

// The format allows 100 MB, but parsed JSON takes up to 60 times its text. 8 MiB describe some 80,000 tensors.
const maxHeaderBytes = 8 << 20;

type JsonRecord = Readonly<Record<string, unknown>>;
type Entry = { readonly name: string; readonly dtype: string; readonly shape: number[]; readonly range: number[] };

const headerProblem = (problem: Omit<Problem, "where">): WeightsError =>
  weightsError({ where: "safetensors header", ...problem });

const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);

/** The header's JSON object of objects. JSON.parse keeps the last of two equal keys, so the text's keys are counted. */
function parseHeader(text: Uint8Array): Readonly<Record<string, JsonRecord>> {
  let header: unknown;
  let written = 0;
  try {
    const json = new TextDecoder("utf-8", { fatal: true }).decode(text);
    header = JSON.parse(json);
    // Without its texts, JSON has one colon for each key.
    written =
      json
        .replace(/\\./g, "")
        .replace(/"[^"]*"/g, "")
        .split(":").length - 1;
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause);
    throw headerProblem({ what: "it is not JSON", expected: "an object of tensors", got: quote(got) });
  }
  const records = isRecord(header) ? Object.entries(header) : [];
  if (!isRecord(header) || !records.every((entry): entry is [string, JsonRecord] => isRecord(entry[1])))
    throw headerProblem({ what: "it is no table of tensors", expected: "an object of objects", got: "other values" });
  const kept = records.reduce((count, [, entry]) => count + 1 + Object.keys(entry).length, 0);
  if (written !== kept)
    throw headerProblem({ what: "a key occurs twice", expected: `${kept} different keys`, got: `${written} keys` });
  return Object.fromEntries(records);
}

function parseEntry(name: string, { dtype, shape, data_offsets: range }: JsonRecord): Entry {
  if (typeof dtype === "string" && isSizes(shape) && isSizes(range) && range.length === 2)
    return { name, dtype, shape, range };
  throw headerProblem({
    what: `the entry of tensor ${quote(name)} is malformed`,
    expected: '{"dtype": name, "shape": [sizes], "data_offsets": [begin, end]}',
    got: "other fields",
  });
}

function parseMetadata(metadata: JsonRecord): Readonly<Record<string, string>> {
  const entries = Object.entries(metadata);
  if (entries.every((entry): entry is [string, string] => typeof entry[1] === "string"))
    return Object.fromEntries(entries);
  throw headerProblem({ what: "the metadata is not all text", expected: "strings", got: "other values" });
}

/** Throws unless the entries' bytes follow each other from 0 to `dataBytes`, without a gap or an overlap. */
function checkTiling(entries: readonly Entry[], dataBytes: number): void {
  let at = 0;
  const inOrder = entries.toSorted((a, b) => a.range[0]! - b.range[0]! || a.range[1]! - b.range[1]!);
  for (const { name, range } of [...inOrder, { name: "the end of the file", range: [dataBytes, dataBytes] }]) {
    const [begin, end] = range;
    if (begin !== at || end! < begin || end! > dataBytes)
      throw headerProblem({
        what: `the tensors' bytes overlap, leave a gap or leave the file at ${quote(name)}`,
        expected: `a range that begins at ${at} and ends by ${dataBytes}`,
        got: `${begin} to ${end}`,
      });
    at = end!;
  }
}

function readEntry({ name, dtype, shape, range }: Entry, data: Uint8Array, charge: Charge): Tensor {
  const type = elementTypes.get(dtype);
  if (!type)
    throw headerProblem({
      what: `tensor ${quote(name)} has a dtype this reader does not know`,
      expected: [...elementTypes.keys()].join(", "),
      got: quote(dtype),
      fix: "Save the weights as F32, F16 or BF16.",
    });
  const stored = data.subarray(range[0], range[1]);
  const needed = shape.reduce((product, size) => product * size, type.bytes);
  if (stored.length !== needed)
    throw headerProblem({
      what: `tensor ${quote(name)} has the wrong length for ${dtype} [${shape.slice(0, 9)}]`,
      expected: `${needed} bytes`,
      got: `${stored.length}`,
    });
  const view = { offset: 0, shape, strides: denseStrides(shape) };
  return readView(stored, type, view, `tensor ${quote(name)}`, charge);
}

/**
 * The tensors and the metadata of a safetensors file. Numbers of every dtype become float32. Throws a WeightsError for
 * a file that is damaged or ambiguous (a key twice, tensors that overlap or leave gaps) or has a header above 8 MiB.
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const cursor = cursorOn(bytes, "safetensors file");
  const headerBytes = takeUint64(cursor, "the header's length");
  if (headerBytes > maxHeaderBytes)
    throw headerProblem({ what: "it is too long", expected: `at most ${maxHeaderBytes} bytes`, got: `${headerBytes}` });
  const { [metadataKey]: metadata = {}, ...described } = parseHeader(takeBytes(cursor, headerBytes, "the header"));
  const entries = Object.entries(described).map(([name, entry]) => parseEntry(name, entry));
  const data = bytes.subarray(cursor.at);
  checkTiling(entries, data.length);
  const charge = allowance(bytes.length);
  const tensors = Object.fromEntries(entries.map((entry) => [entry.name, readEntry(entry, data, charge)]));
  return { tensors, metadata: parseMetadata(metadata) };
}
