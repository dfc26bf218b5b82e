// Stored numbers of other people's checkpoints, and the images that they belong to.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Model } from "@unravel/blocks";
import { parameters } from "@unravel/blocks";
import type { Parameters } from "@unravel/core";
import type { ChannelNormalisation } from "@unravel/data";
import { buildModelFor, matchParameters, readWeights } from "@unravel/models";
import { unpackCifar } from "./real-data.ts";

/** A checkpoint: its file, the zoo's name for its network, and where its logits of the first 256 test images are. */
export type Checkpoint = { readonly file: string; readonly model: string; readonly logits: string };

/** The checkpoints whose numbers were measured. */
export const checkpoints: readonly Checkpoint[] = [
  { file: "resnet20-12fca82f.th", model: "resnet20", logits: "resnet20" },
  { file: "resnet32-d509ac18.th", model: "resnet32", logits: "resnet32" },
  { file: "resnet56-4bfd9763.th", model: "resnet56", logits: "resnet56" },
  { file: "resnet_neo_v1_5e4_20.pth", model: "resnet20", logits: "resnet20_atreides" },
  { file: "plainnet_neo_v1_5e4_20.pth", model: "plain20", logits: "plainnet20_atreides" },
];

/** Loads a checkpoint from the data folder. */
export async function loadCheckpoint(
  realData: string,
  { file, model: name }: Checkpoint,
): Promise<{ model: Model; values: Parameters; normalisation: ChannelNormalisation }> {
  const weights = readWeights(await readFile(join(realData, "weights", file)), { fileName: file });
  const model = buildModelFor(weights, name);
  const { parameters: values } = matchParameters(parameters(model), weights.tensors);
  return { model, values, normalisation: weights.normalisation! };
}

/** The float32 numbers of a stored reference. */
export async function reference(realData: string, name: string): Promise<Float32Array> {
  const bytes = await readFile(join(realData, "reference", `${name}.bin`));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** The first `count` records of a CIFAR-10 file, normalised in float64, NHWC. */
export async function cifarImages(
  file: string,
  count: number,
  { mean, std }: ChannelNormalisation,
): Promise<{ images: Float64Array; labels: Int32Array }> {
  const bytes = await readFile(join(await unpackCifar(), "cifar-10-batches-bin", file));
  const images = new Float64Array(count * 3072);
  for (let i = 0; i < images.length; i++) {
    const [record, inside] = [Math.floor(i / 3072), i % 3072];
    const [pixel, channel] = [Math.floor(inside / 3), inside % 3];
    images[i] = (bytes[record * 3073 + 1 + channel * 1024 + pixel]! / 255 - mean[channel]!) / std[channel]!;
  }
  return { images, labels: Int32Array.from({ length: count }, (_, i) => bytes[i * 3073]!) };
}
