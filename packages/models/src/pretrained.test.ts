// The weights that come with the package: each can be loaded, and is what its card says.
/// <reference types="node" />
import { readFile } from "node:fs/promises";
import { parameters as parametersOf } from "@unravel/blocks";
import { describe, expect, test } from "vitest";
import { loadPretrained, type PretrainedName, pretrained, readPretrained } from "./pretrained.ts";
import { matchParameters } from "./weights/index.ts";
import { buildModel } from "./zoo/index.ts";

describe.each(Object.keys(pretrained) as PretrainedName[])("%s", (name) => {
  test("is a network of the zoo with all of its weights, its classes and its normalisation", async () => {
    const card = JSON.parse(await readFile(pretrained[name].card, "utf8"));
    const { model, parameters, classes, normalisation } = await loadPretrained(name);
    expect(model).toEqual(buildModel(card.model));
    expect(matchParameters(parametersOf(model), parameters).parameters).toEqual(parameters);
    expect(classes).toHaveLength(model.head.find((op) => op.op === "linear")!.out);
    expect(normalisation).toEqual(card.recipe.normalisationUsed);
  });

  test("has a card whose numbers belong together", async () => {
    const { test: tested, recipe, about } = JSON.parse(await readFile(pretrained[name].card, "utf8"));
    expect(tested.error).toBeCloseTo((100 * tested.wrong) / tested.images, 10);
    expect(pretrained[name].about).toBe(about);
    expect(about).toContain(`${recipe.length.epochs} epochs`);
  });
});

test("other names are refused", async () => {
  await expect(readPretrained("resnet21" as PretrainedName)).rejects.toThrow(
    'There are no weights "resnet21", only: resnet20-cifar10.',
  );
});
