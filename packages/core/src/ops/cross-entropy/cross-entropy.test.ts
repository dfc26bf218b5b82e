import { expect, test } from "vitest";
import { compute, integers, tensor } from "../compute.testing.ts";

const logits = tensor([3, 2], 0, 0, 5, 5, 9, -9);
const labels = integers(1, 0, 1);

test("is the mean over the valid rows; of equal logits the first is the answer", async () => {
  const [[loss] = [], correct] = await compute("crossEntropy", [logits, labels, integers(2)], { smoothing: 0 });
  expect(loss).toBeCloseTo(Math.log(2), 12);
  expect(correct).toEqual([1]);
});

test("smoothing shares the target", async () => {
  const inputs = [tensor([1, 2], Math.log(3), 0), integers(0), integers(1)];
  const [[loss] = []] = await compute("crossEntropy", inputs, { smoothing: 0.5 });
  expect(loss).toBeCloseTo(0.75 * Math.log(4 / 3) + 0.25 * Math.log(4), 6);
});

test("its gradient is softmax minus target, and 0 in rows that are not valid", async () => {
  const inputs = [tensor([1], 4), logits, labels, integers(2)];
  const [gradient = []] = await compute("crossEntropyGradient", inputs, { smoothing: 0 });
  for (const [index, want] of [1, -1, -1, 1, 0, 0].entries()) expect(gradient[index]).toBeCloseTo(want, 12);
});

test("refuses labels of another number than rows", async () => {
  await expect(compute("crossEntropy", [logits, integers(1), integers(1)], { smoothing: 0 })).rejects.toThrow(
    "Labels must be [3], got [1].",
  );
});
