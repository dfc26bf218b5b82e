import { expect, test } from "vitest";
import { initialise } from "./initialise.ts";
import { loadModel, saveWeights } from "./own-weights.ts";
import { ownMetadata, readWeights, writeSafetensors } from "./weights/index.ts";
import { buildModel } from "./zoo/index.ts";

const model = buildModel("resnet8", { widths: [2, 2, 2], classes: 2 });
const parameters = initialise(model, 1);

test.each([
  [{}],
  [{ classes: ["cat", "dog"], normalisation: { mean: [0.5, 0.5, 0.5], std: [1, 1, 1] } }],
  [{ normalisation: { pixelMean: Float32Array.of(0.5, 0.25) } }],
])("a network is read as it was saved, with %j", (context) => {
  expect(loadModel(readWeights(saveWeights(model, parameters, context)))).toEqual({ model, parameters, ...context });
});

test("says what cannot be saved or loaded", () => {
  const { "fc.bias": _, ...rest } = parameters;
  expect(() => saveWeights(model, rest)).toThrow('1 missing: "fc.bias"');
  expect(() => loadModel(readWeights(writeSafetensors(parameters)))).toThrow("do not name their network");
  const record = (metadata: Record<string, string>) =>
    readWeights(writeSafetensors(parameters, { ...ownMetadata, model: JSON.stringify(model), ...metadata }));
  expect(() => loadModel(record({ model: "{" }))).toThrow("own record of their model is damaged");
  expect(() => loadModel(record({ normalisation: "[]" }))).toThrow("expected mean and std, or pixelMean");
  expect(() => loadModel(record({ classes: "[1]" }))).toThrow("expected a list of names");
});
