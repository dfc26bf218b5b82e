import { expect, test } from "vitest";
import { compute, integers, tensor } from "../compute.testing.ts";

const x = tensor([64], ...Array(64).fill(3));

test("drops or scales, the same for the same key and another way for another step", async () => {
  const drop = (step: number) => compute("dropout", [x, integers(7, step)], { rate: 0.5, stream: 0 });
  const [first = []] = await drop(1);
  expect(new Set(first)).toEqual(new Set([0, 6]));
  expect(await drop(1)).toEqual([first]);
  expect(await drop(2)).not.toEqual([first]);
});

test("a rate of 0 keeps everything; one of 1 is refused, and so is a key that is no pair", async () => {
  expect(await compute("dropout", [x, integers(7, 1)], { rate: 0, stream: 0 })).toEqual([x.data]);
  await expect(compute("dropout", [x, integers(7, 1)], { rate: 1, stream: 0 })).rejects.toThrow(
    "A dropout rate lies in [0, 1), got 1.",
  );
  await expect(compute("dropout", [x, integers(7)], { rate: 0.5, stream: 0 })).rejects.toThrow("must be [2], got [1]");
});
