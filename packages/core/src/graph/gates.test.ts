// Gates against the network rebuilt without the paths that they leave out.
import { describe, expect, test } from "vitest";
import { createReferenceDevice } from "../devices/reference/reference.ts";
import { plan } from "../plan/plan.ts";
import { integerBelow, randomStream } from "../random/index.ts";
import {
  gatedNetwork,
  gatedPaths,
  gatesFor,
  type PathMode,
  type PathModes,
  rebuiltNetwork,
  writeNetwork,
} from "../testing/gated-network.ts";
import { relativeError } from "../testing/relative-error.ts";

const device = createReferenceDevice({ fill: Number.NaN });

const all = (mode: PathMode): PathModes => Object.fromEntries(gatedPaths.map((path) => [path, mode]));

/** Random modes, each as likely as the others. */
function randomModes(sample: number): PathModes {
  const stream = randomStream(sample, "test", 2);
  const modes = ["on", "off", "detached"] as const;
  return Object.fromEntries(gatedPaths.map((path, index) => [path, modes[integerBelow(3, stream, index)]!]));
}

const graph = gatedNetwork();
// One program for all vectors: what the last run left in its memory must not matter to the next.
const gated = await device.load(plan(graph, device.capabilities));
const names = [...graph.states.keys(), ...graph.outputs.keys()];

describe("a program under gates computes what the network without the closed paths does", () => {
  const vectors: readonly [string, PathModes][] = [
    ["all open", all("on")],
    ["all closed", all("off")],
    ["all detached", all("detached")],
    ["only the shortcuts", { ...all("off"), "block1.shortcut": "on", "block2.shortcut": "on" }],
    ["no shortcut", { ...all("on"), "block1.shortcut": "off", "block2.shortcut": "off" }],
    ...Array.from({ length: 20 }, (_, sample): [string, PathModes] => [`random vector ${sample}`, randomModes(sample)]),
  ];

  test.each(vectors)("%s", async (_, modes) => {
    const rebuilt = await device.load(plan(rebuiltNetwork(modes), device.capabilities));
    gated.writeGates(gatesFor(graph, modes));
    for (const executable of [gated, rebuilt]) {
      await writeNetwork(executable);
      await executable.run();
      await executable.run();
    }
    for (const name of names) {
      expect(relativeError(await gated.read(name), await rebuilt.read(name)), name).toBeLessThan(1e-12);
    }
  });
});

test("a skipped branch: gradients of exact zeros, running statistics as they were, weight decay all the same", async () => {
  await writeNetwork(gated);
  const before = await gated.read("block1.branch2.running.mean");
  const weight = await gated.read("block1.branch2.first");
  gated.writeGates(gatesFor(graph, { ...all("on"), "block1.branch2": "off" }));
  await gated.run();
  for (const name of ["first", "second", "gamma", "beta"]) {
    for (const value of await gated.read(`d block1.branch2.${name}`)) expect(value).toBe(0);
  }
  expect(await gated.read("block1.branch2.running.mean")).toEqual(before);
  expect(await gated.read("block1.branch2.first")).not.toEqual(weight);
});
