// The list of files at the end of a zip archive. Only this list counts: nobody looks at what lies between the files.
import { advance, cursorOn, takeBytes } from "../cursor.ts";
import { quote, weightsError } from "../errors.ts";

/** One file of an archive, as its central directory describes it. */
export type ZipEntry = {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly storedBytes: number;
  readonly bytes: number;
  readonly headerAt: number;
};

const where = "zip archive";
const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const maxComment = 0xffff;

/** Where the record at the very end starts. It is searched from behind, because a comment may follow it. */
function findEnd(view: DataView): number {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - maxComment); at--)
    if (view.getUint32(at, true) === endSignature && view.getUint16(at + 20, true) === last - at) return at;
  throw weightsError({ where, what: "it has no list of its files", expected: "one at its end", got: "none" });
}

/** The files of the zip archive `bytes` by name. Throws a WeightsError if the list is damaged or names a file twice. */
export function readDirectory(bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const end = findEnd(cursorOn(bytes, where).view);
  const cursor = cursorOn(bytes.subarray(0, end), where);
  const { view } = cursorOn(bytes, where);
  const count = view.getUint16(end + 10, true);
  cursor.at = view.getUint32(end + 16, true);
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    const at = advance(cursor, 46, "its list of files");
    if (view.getUint32(at, true) !== entrySignature)
      throw weightsError({
        where: `${where}, byte ${at}`,
        what: "its list of files is damaged",
        expected: `entry ${index + 1} of ${count}`,
        got: "something else",
        fix: "Copy or download the file again. Archives above 4 GiB are not read.",
      });
    const name = new TextDecoder().decode(takeBytes(cursor, view.getUint16(at + 28, true), "a file name"));
    advance(cursor, view.getUint16(at + 30, true) + view.getUint16(at + 32, true), "its list of files");
    if (entries.has(name))
      throw weightsError({ where, what: "a file occurs twice", expected: "different names", got: quote(name) });
    entries.set(name, {
      name,
      method: view.getUint16(at + 10, true),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc: view.getUint32(at + 16, true),
      storedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      headerAt: view.getUint32(at + 42, true),
    });
  }
  return entries;
}
