import { expect, test } from "vitest";
import { createArena, formatBytes } from "./arena.ts";

test("an arena gives a released range to the value it fits best, and joins neighbours", () => {
  const arena = createArena(1, 100);
  const [a, b] = [arena.allocate(10), arena.allocate(5)];
  const [c, d] = [arena.allocate(10), arena.allocate(7)];
  arena.release(a);
  arena.release(c);
  arena.release(b);
  expect(arena.allocate(25)).toEqual({ slab: 0, offset: 0, bytes: 25 });
  arena.release(d);
  expect(arena.allocate(75)).toEqual({ slab: 0, offset: 25, bytes: 75 });
  expect(arena.allocate(1)).toEqual({ slab: 1, offset: 0, bytes: 1 });
});

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1536, "1.5 KiB"],
  [2 ** 30, "1.0 GiB"],
  [2 ** 42, "4096.0 GiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
