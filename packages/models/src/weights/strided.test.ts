import { describe, expect, test } from "vitest";
import { allowance } from "./allowance.ts";
import { elementTypes } from "./element-types.ts";
import { WeightsError } from "./errors.ts";
import { denseStrides, readView, type View } from "./strided.ts";

const numbers = Float32Array.from({ length: 24 }, (_, index) => index);
const storage = new Uint8Array(numbers.buffer);
const read = (view: View, charge = allowance(storage.length)) =>
  readView(storage, elementTypes.get("F32")!, view, 'tensor "w"', charge);

test("dense strides", () => {
  expect([[2, 3, 4], [5], []].map(denseStrides)).toEqual([[12, 4, 1], [1], []]);
});

describe("readView", () => {
  test.each<[string, View, number[]]>([
    ["a matrix", { offset: 4, shape: [2, 2], strides: [2, 1] }, [4, 5, 6, 7]],
    ["a transposed one", { offset: 0, shape: [2, 3], strides: [1, 2] }, [0, 2, 4, 1, 3, 5]],
    ["every second number", { offset: 1, shape: [3], strides: [2] }, [1, 3, 5]],
    ["a permuted cube", { offset: 0, shape: [2, 1, 3], strides: [12, 99, 4] }, [0, 4, 8, 12, 16, 20]],
    ["a number repeated", { offset: 3, shape: [2, 2], strides: [0, 0] }, [3, 3, 3, 3]],
    ["the last number", { offset: 23, shape: [], strides: [] }, [23]],
    ["nothing, at the end", { offset: 24, shape: [3, 0], strides: [1, 1] }, []],
  ])("reads %s", (_, view, data) => {
    expect(read(view)).toEqual({ shape: view.shape, data: Float32Array.from(data) });
  });

  test("reads from the middle of a file", () => {
    const file = Uint8Array.of(255, 255, 255, 1, 2, 3).subarray(3);
    const { data } = readView(
      file,
      elementTypes.get("U8")!,
      { offset: 1, shape: [2], strides: [1] },
      "w",
      allowance(6),
    );
    expect([...data]).toEqual([2, 3]);
  });

  test.each<[string, View]>([
    ["one number too many", { offset: 0, shape: [25], strides: [1] }],
    ["a stride too wide", { offset: 0, shape: [2], strides: [24] }],
    ["an offset outside", { offset: 24, shape: [], strides: [] }],
    ["nothing, outside", { offset: 25, shape: [0], strides: [1] }],
    ["a negative offset", { offset: -1, shape: [2], strides: [1] }],
    ["a negative stride", { offset: 4, shape: [2], strides: [-1] }],
    ["two negative sizes", { offset: 0, shape: [-2, -2], strides: [1, 1] }],
    ["a size that is no number", { offset: 0, shape: [Number.NaN], strides: [1] }],
    ["fewer strides than sizes", { offset: 0, shape: [2, 2], strides: [1] }],
    ["more strides than sizes", { offset: 0, shape: [2], strides: [1, 1] }],
    ["sizes whose product is beyond integers", { offset: 0, shape: [2 ** 40, 2 ** 40], strides: [0, 0] }],
    ["nine dimensions", { offset: 0, shape: Array(9).fill(1), strides: Array(9).fill(1) }],
  ])("refuses %s", (_, view) => {
    expect(() => read(view)).toThrow(/^tensor "w": the tensor does not lie within its storage .*elements 0 to 23/);
    expect(() => read(view)).toThrow(WeightsError);
  });

  test("refuses one number repeated 4 billion times before it allocates", () => {
    expect(() => read({ offset: 0, shape: [2 ** 16, 2 ** 16], strides: [0, 0] })).toThrow(/unfolds into far more/);
  });

  test("refuses the same numbers again and again", () => {
    const charge = allowance(storage.length);
    const often = (): void => {
      for (let time = 0; time < 100_000; time++) read({ offset: 0, shape: [24], strides: [1] }, charge);
    };
    expect(often).toThrow(/expected at most 1050112 bytes from a file of 96/);
  });
});
