import { expect, test } from "vitest";
import { compute } from "../compute.testing.ts";

test("is one number everywhere", async () => {
  expect(await compute("fill", [], { shape: [2, 2], value: 1.5 })).toEqual([[1.5, 1.5, 1.5, 1.5]]);
  await expect(compute("fill", [], { shape: [0], value: 1 })).rejects.toThrow(
    "every dimension must be a positive integer",
  );
});
