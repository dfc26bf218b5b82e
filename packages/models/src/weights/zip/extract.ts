// One file out of a zip archive.
import type { Charge } from "../allowance.ts";
import { advance, cursorOn, takeBytes } from "../cursor.ts";
import { quote, weightsError } from "../errors.ts";
import { crc32 } from "./crc32.ts";
import type { ZipEntry } from "./directory.ts";
import { inflate } from "./inflate.ts";

type Unpack = (stored: Uint8Array, length: number, where: string) => Uint8Array;

const headerSignature = 0x04034b50;

/** How entries may be compressed, by the number in their header. */
const methods: ReadonlyMap<number, Unpack> = new Map<number, Unpack>([
  [0, (stored) => stored],
  [8, inflate],
]);

/**
 * The bytes of `entry` of the zip archive `archive`: a view where they are stored, a copy where they are deflated.
 * Throws a WeightsError if they are damaged, encrypted, compressed in another way, or more than the file's allowance.
 */
export function extract(archive: Uint8Array, entry: ZipEntry, charge: Charge): Uint8Array {
  const where = `zip entry ${quote(entry.name)}`;
  const unpack = methods.get(entry.method);
  if (!unpack || entry.encrypted)
    throw weightsError({
      where,
      what: "it is encrypted or compressed in an unusual way",
      expected: "stored or deflated bytes",
      got: entry.encrypted ? "encryption" : `method ${entry.method}`,
      fix: "Unpack the archive and pack it again with plain deflate, or save the weights anew.",
    });
  // Entries may share their bytes, so each pays for what it reads as well as for what it becomes.
  charge(Math.max(entry.storedBytes, entry.bytes), where);
  const cursor = cursorOn(archive, where, entry.headerAt);
  const at = advance(cursor, 30, "its header");
  if (cursor.view.getUint32(at, true) !== headerSignature)
    throw weightsError({ where, what: "its header is damaged", expected: "a local header", got: "other bytes" });
  advance(cursor, cursor.view.getUint16(at + 26, true) + cursor.view.getUint16(at + 28, true), "its header");
  const bytes = unpack(takeBytes(cursor, entry.storedBytes, "its bytes"), entry.bytes, where);
  const crc = crc32(bytes);
  if (bytes.length !== entry.bytes || crc !== entry.crc)
    throw weightsError({
      where,
      what: "its length or checksum is wrong",
      expected: `${entry.bytes} bytes with CRC-32 ${entry.crc.toString(16)}`,
      got: `${bytes.length} bytes with ${crc.toString(16)}`,
    });
  return bytes;
}
