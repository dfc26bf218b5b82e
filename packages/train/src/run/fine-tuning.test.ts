// Training that starts from the weights of another network.
import { createReferenceDevice } from "@unravel/core";
import { expect, test } from "vitest";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { train } from "./train.ts";

const device = createReferenceDevice();
const model = tinyModel();
const data = { train: tinySet(45), test: tinySet(20, 2) };

test("takes weights with another head, and leaves what is frozen as it is", async () => {
  const { parameters: initial } = await train({ model, recipe: tinyRecipe(), data, device });
  const two = (set: typeof data.train) => ({
    ...set,
    classes: ["a", "b"],
    labels: set.labels.map((label) => label % 2),
  });
  const notices: string[] = [];
  const result = await train({
    model: tinyModel({ classes: 2 }),
    recipe: tinyRecipe({ averageDecay: 0.9 }),
    data: { train: two(data.train) },
    device,
    initial,
    frozen: ["conv1", "layer1"],
    onNotice: (line) => notices.push(line),
  });
  expect(notices[0]).toContain("the head does not fit and is left to be trained anew");
  const same = Object.keys(result.parameters).filter(
    (name) => JSON.stringify(result.parameters[name]) === JSON.stringify(initial[name]),
  );
  expect(same).toEqual(Object.keys(initial).filter((name) => /^(conv1|layer1)\./.test(name)));
});

test("weights of another network are refused", async () => {
  const { parameters: initial } = await train({ model, recipe: tinyRecipe(), data, device });
  const wider = tinyModel({ widths: [2, 4] });
  await expect(train({ model: wider, recipe: tinyRecipe(), data, device, initial })).rejects.toThrow(
    "they do not fit the model",
  );
});
