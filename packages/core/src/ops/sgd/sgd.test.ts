import { expect, test } from "vitest";
import { compute, tensor, zeros } from "../compute.testing.ts";

const inputs = [tensor([1], 2), tensor([1], 10), tensor([1], 3), tensor([1], 0.5)]; // weight, velocity, gradient, rate
const attributes = { momentum: 0.5, weightDecay: 0.25, nesterov: false };

test("decays into the gradient, keeps the rate out of the velocity", async () => {
  // d = 3 + 0.25 · 2, v' = 0.5 · 10 + d, w' = 2 − 0.5 v'
  expect(await compute("sgd", inputs, attributes)).toEqual([[-2.25], [8.5]]);
});

test("Nesterov's looks ahead: w' = w − rate (d + momentum v')", async () => {
  expect(await compute("sgd", inputs, { ...attributes, nesterov: true })).toEqual([[-1.875], [8.5]]);
});

test("refuses a gradient of another shape", async () => {
  await expect(compute("sgd", inputs.with(2, zeros(2)), attributes)).rejects.toThrow(
    "A parameter and its gradient must have the same shape, got [1] and [2].",
  );
});
