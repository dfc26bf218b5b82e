import { expect, test } from "vitest";
import { defaults, readSettings, type Settings, writeSettings } from "./settings.ts";

const other: Settings = {
  model: "plain20",
  data: "cifar10",
  seed: 4_294_967_295,
  steps: 10,
  batch: 2,
  tested: 10_000,
  device: "tfjs-wasm",
  language: "ko",
};

test("a link carries every setting there and back", () => {
  expect(readSettings(writeSettings(other))).toEqual({ settings: other, rejected: [] });
});

test("what a link does not say is as before", () => {
  expect(readSettings("?seed=7&utm_source=mail", other)).toEqual({ settings: { ...other, seed: 7 }, rejected: [] });
  expect(readSettings("").settings).toEqual(defaults);
});

test.each([
  ["model", "resnet9000"],
  ["model", "__proto__"],
  ["seed", "-1"],
  ["seed", "4294967296"],
  ["seed", "1e3"],
  ["steps", "9"],
  ["steps", ""],
  ["device", "Tfjs-Wasm"],
  ["language", "en-US"],
] as const)("%s=%s is left out and told", (name, value) => {
  const { settings, rejected } = readSettings(`?${name}=${value}`);
  expect(settings).toEqual(defaults);
  expect(rejected).toEqual([{ name, value, allowed: expect.stringMatching(/\S/) }]);
});

test("a long value is cut where it is told", () => {
  expect(readSettings(`?model=${"x".repeat(10_000)}`).rejected[0]!.value.length).toBe(40);
});
