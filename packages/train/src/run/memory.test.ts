// Training within a budget of memory.
import { createReferenceDevice, type Device } from "@unravel/core";
import { expect, test } from "vitest";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { train } from "./train.ts";

const model = tinyModel({ depths: [4, 4] });
const reference = createReferenceDevice();

/** Trains on `memoryBytes`, or without a budget; tells the weights, the notices, and what the programs took together. */
async function trained(memoryBytes?: number) {
  const notices: string[] = [];
  let taken = 0;
  const device: Device = {
    ...reference,
    load(program) {
      taken += program.memory.peak;
      return reference.load(program);
    },
  };
  const { parameters } = await train({
    model,
    recipe: tinyRecipe(),
    data: { train: tinySet(40), test: tinySet(10, 2) },
    device,
    onNotice: (line) => notices.push(line),
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  });
  return { parameters, notices, taken };
}

test("with less memory training says what it costs, and ends with the same bits", async () => {
  const whole = await trained();
  const budget = Math.floor(0.9 * whole.taken);
  const less = await trained(budget);
  expect(less.taken).toBeLessThanOrEqual(budget);
  expect(less.parameters).toEqual(whole.parameters);
  expect(whole.notices).toHaveLength(1);
  expect(less.notices[1]).toMatch(
    /^To fit, the backward pass repeats \d+% of the forward pass's launches instead of keeping their results: slower, with the same numbers\.$/,
  );
});

test("a budget that nothing fits is refused with the smallest peak, before anything runs", async () => {
  await expect(trained(1)).rejects.toThrow(
    /^This program needs .*, and .* with all that can be computed twice, and the budget leaves it 0 B: .* Testing takes .* of the budget of 1 B\.$/,
  );
});
