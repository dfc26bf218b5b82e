// Every study, on a network that has something for each of them, and in the words of every language.
import { createWasmDevice } from "@unravel/core/wasm";
import { channelStatistics, syntheticImages } from "@unravel/data";
import { initialise } from "@unravel/models";
import { afterAll, expect, test } from "vitest";
import { buildNetwork, type NetworkName } from "../networks.ts";
import { type StudyName, type StudyResult, studyNames } from "../studies.ts";
import { messages } from "../text/languages.ts";
import { figureInWords, tableInWords } from "../text/words.ts";
import { createStudier } from "./studies.ts";

const device = await createWasmDevice({ threads: 1 });
afterAll(() => device.dispose());

const set = syntheticImages({ count: 4, split: "test" });
const normalisation = channelStatistics(set);

async function studyAll(name: NetworkName, names: readonly StudyName[] = studyNames): Promise<StudyResult[]> {
  const model = buildNetwork(name);
  const parameters = initialise(model, 1);
  const before = structuredClone(parameters);
  const study = createStudier({ model, device, set, normalisation, batch: 2 });
  const results: StudyResult[] = [];
  for (const each of names) results.push(await study(each, { step: 7, parameters: async () => parameters }, {}));
  expect(parameters).toEqual(before);
  return results;
}

const results = await studyAll("resnet20");

test.each(results.map((result) => [result.name, result] as const))(
  "%s: figures, a table, their origin",
  (name, result) => {
    const { study, figures, table, step } = result;
    expect(structuredClone(result)).toEqual(result); // as it goes to the page
    expect(study.kind).toBe(name);
    expect(step).toBe(7);
    expect(figures.length).toBeGreaterThan(0);
    expect(table.rows.length).toBeGreaterThan(0);
    expect(study.provenance).toMatchObject({ model: "resnet20" });
  },
);

test("each block of a residual network is a bar", () => {
  const [lesions] = results;
  expect(lesions!.figures[0]!.series[0]!.points).toHaveLength(9);
  expect(lesions!.study.provenance).toMatchObject({ weights: "after 7 steps", split: "test", data: { images: 4 } });
});

test("every word of a language is one that figures or tables have", () => {
  for (const { words } of Object.values(messages)) {
    const shown = (own: typeof words) => [
      results.flatMap(({ figures }) => figures.map((figure) => figureInWords(figure, own))),
      results.map(({ table }) => tableInWords(table, own)),
    ];
    for (const [word, own] of Object.entries(words))
      expect([word, shown({ [word]: own })]).not.toEqual([word, shown({})]);
  }
});

test("what a network has not is refused in the library's words", async () => {
  await expect(studyAll("resnet8tiny", ["shuffles"])).rejects.toThrow("take a deeper network");
  await expect(studyAll("plain20", ["gradients"])).rejects.toThrow("take a network with shortcuts");
});
