// Writing the safetensors format.
import type { Parameters } from "@unravel/core";
import { quote, weightsError } from "../errors.ts";
import { metadataKey } from "./read.ts";

/**
 * `parameters` as a safetensors file: float32, in the order of the record, the header padded so that the numbers are
 * aligned to 8 bytes. The same parameters and metadata give the same bytes. Throws a WeightsError where a tensor's
 * shape and data disagree.
 */
export function writeSafetensors(
  parameters: Parameters,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[metadataKey, metadata]] : [];
  let dataBytes = 0;
  for (const [name, { shape, data }] of Object.entries(parameters)) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== data.length || name === metadataKey)
      throw weightsError({
        where: `tensor ${quote(name)}`,
        what: "it cannot be written",
        expected: `${count} numbers for shape [${shape}], and a name other than ${metadataKey}`,
        got: `${data.length} numbers`,
        fix: "Give the tensor the shape of its data.",
      });
    header.push([name, { dtype: "F32", shape, data_offsets: [dataBytes, dataBytes + data.byteLength] }]);
    dataBytes += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const dataStart = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + dataBytes).fill(0x20, 0, dataStart);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(dataStart - 8), true);
  bytes.set(json, 8);
  let at = dataStart;
  for (const { data } of Object.values(parameters))
    for (const value of data) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  return bytes;
}
