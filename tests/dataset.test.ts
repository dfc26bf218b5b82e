// Batches that a device makes of a data set of its own, against those that the host makes: the same bits.
import { createGraph, emit, input, operations, output, plan } from "@unravel/core";
import {
  channelStatistics,
  fillBatch,
  imageSize,
  type Normalisation,
  normalisationTable,
  padCropFlip,
  pixelMean,
  placeBatch,
  syntheticImages,
} from "@unravel/data";
import { expect, test } from "vitest";
import { devices, openOrSkip } from "./support/devices.ts";

const set = syntheticImages({ count: 40, split: "train" });
const [channels, height, width] = set.shape;
const batch = 16;
const size = imageSize(set.shape);
const draw = { set, indices: [39, 0, 7, 7, 21, 3, 30, 12, 2, 25, 18, 33, 5], augmentation: padCropFlip, seed: 3 };

const normalisations: Readonly<Record<string, Normalisation>> = {
  channel: channelStatistics(set),
  pixel: { pixelMean: pixelMean(set) },
};

test.for(devices.flatMap((factory) => Object.keys(normalisations).map((by) => ({ factory, name: factory.name, by }))))(
  "$name, normalised by $by",
  async ({ factory, by }, { skip }) => {
    const device = await openOrSkip(factory, skip);
    const table = normalisationTable(normalisations[by]!, set.shape);
    const graph = createGraph();
    const values = [
      input(graph, "dataset", [set.labels.length, height, width, channels], "u8"),
      input(graph, "placements", [batch, 4], "i32"),
      input(graph, "levels", [channels, 256]),
      ...(table.mean ? [input(graph, "mean", [height, width, channels])] : []),
    ];
    output(graph, "images", emit(graph, operations.gatherImages, values, {})[0]!);
    const program = await device.load(plan(graph, device.capabilities));
    for (const [name, data] of Object.entries({ dataset: set.images, ...table })) await program.write(name, data);
    const [placements, labels] = [new Int32Array(4 * batch), new Int32Array(batch)];
    const [out, expectedLabels] = [new Float32Array(batch * size), new Int32Array(batch)];
    for (const epoch of [0, 1]) {
      placeBatch({ ...draw, epoch, placements, labels });
      await program.write("placements", placements);
      await program.run();
      fillBatch({ ...draw, epoch, normalisation: normalisations[by]!, out, labels: expectedLabels });
      expect(Float32Array.from(await program.read("images"))).toEqual(out);
      expect(labels).toEqual(expectedLabels);
    }
    await device.dispose();
  },
);
