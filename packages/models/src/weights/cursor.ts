// A place in a file that moves forward as parts are read, and never past the end.
import { weightsError } from "./errors.ts";

/** A reading position. `where` names the file or the part of it in messages. */
export type Cursor = { readonly bytes: Uint8Array; readonly view: DataView; readonly where: string; at: number };

/** A cursor on `bytes`, at byte `at`. */
export const cursorOn = (bytes: Uint8Array, where: string, at = 0): Cursor => ({
  bytes,
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  where,
  at,
});

/** Moves `cursor` over `count` bytes holding `what` and returns where they start. Throws a WeightsError at the end. */
export function advance(cursor: Cursor, count: number, what: string): number {
  const start = cursor.at;
  const left = cursor.bytes.length - start;
  if (!(count >= 0 && count <= left))
    throw weightsError({
      where: `${cursor.where}, byte ${start}`,
      what: `it ends inside ${what}`,
      expected: `${count} more bytes`,
      got: `${Math.max(0, left)}`,
    });
  cursor.at = start + count;
  return start;
}

/** The next `count` bytes, a view and no copy. */
export function takeBytes(cursor: Cursor, count: number, what: string): Uint8Array {
  const start = advance(cursor, count, what);
  return cursor.bytes.subarray(start, start + count);
}

/** The next 8 bytes as a little-endian integer; inexact above 2⁵³, where nothing can be that long anyway. */
export const takeUint64 = (cursor: Cursor, what: string): number =>
  Number(cursor.view.getBigUint64(advance(cursor, 8, what), true));
