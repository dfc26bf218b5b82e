// Best-fit allocation of byte ranges in growing slabs, done once before anything runs.
import { MemoryError } from "../errors.ts";
import type { Placement } from "./program.ts";

type Range = { offset: number; bytes: number };

/** Hands out ranges; `slabs` tells how large each slab grew. */
export type Arena = {
  /** Throws a MemoryError, with the `remedy`, where a slab cannot be as large. */
  allocate(bytes: number, remedy?: string): Placement;
  release(placement: Placement): void;
  readonly slabs: readonly number[];
};

/** An arena of slabs of at most `slabBytes`, ranges aligned to `alignment`. */
export function createArena(alignment: number, slabBytes: number): Arena {
  const slabs: number[] = [];
  const free: Range[][] = []; // by slab, in order of offset, never adjacent

  const fitting = (bytes: number): { slab: number; index: number } | undefined => {
    let best: { slab: number; index: number; bytes: number } | undefined;
    for (const [slab, ranges] of free.entries()) {
      for (const [index, range] of ranges.entries()) {
        if (range.bytes >= bytes && (!best || range.bytes < best.bytes)) best = { slab, index, bytes: range.bytes };
      }
    }
    return best;
  };

  /** Grows a slab at its end, where its last free range (if it reaches the end) is used up first. */
  const grow = (bytes: number): Placement => {
    for (let slab = 0; ; slab++) {
      if (slab === slabs.length) {
        slabs.push(0);
        free.push([]);
      }
      const last = free[slab]!.at(-1);
      const offset = last && last.offset + last.bytes === slabs[slab] ? last.offset : slabs[slab]!;
      if (offset + bytes > slabBytes) continue;
      if (last && last.offset === offset) free[slab]!.pop();
      slabs[slab] = offset + bytes;
      return { slab, offset, bytes };
    }
  };

  return {
    slabs,
    allocate(size, remedy = "use a smaller batch or smaller images") {
      const bytes = Math.ceil(size / alignment) * alignment;
      if (bytes > slabBytes) {
        throw new MemoryError(
          `One value needs ${formatBytes(bytes)}, and this device's largest buffer is ${formatBytes(slabBytes)}: ${remedy}.`,
        );
      }
      const fit = fitting(bytes);
      if (!fit) return grow(bytes);
      const range = free[fit.slab]![fit.index]!;
      const placement = { slab: fit.slab, offset: range.offset, bytes };
      range.offset += bytes;
      range.bytes -= bytes;
      if (range.bytes === 0) free[fit.slab]!.splice(fit.index, 1);
      return placement;
    },
    release({ slab, offset, bytes }) {
      const ranges = free[slab]!;
      let index = ranges.findIndex((range) => range.offset > offset);
      if (index < 0) index = ranges.length;
      const before = ranges[index - 1];
      const after = ranges[index];
      const joinsBefore = before !== undefined && before.offset + before.bytes === offset;
      const joinsAfter = after !== undefined && offset + bytes === after.offset;
      if (joinsBefore) before.bytes += bytes + (joinsAfter ? after.bytes : 0);
      else if (joinsAfter) {
        after.offset = offset;
        after.bytes += bytes;
      } else ranges.splice(index, 0, { offset, bytes });
      if (joinsBefore && joinsAfter) ranges.splice(index, 1);
    },
  };
}

/** "1.5 MiB" for a person. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(bytes, 1)) / 10)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
