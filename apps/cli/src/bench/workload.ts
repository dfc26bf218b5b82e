// What is timed: a training step, or the classification of a batch, with everything that a real one does.
import { type Device, type Executable, type Graph, plan } from "@unravel/core";
import { fillUniform, randomStream } from "@unravel/core/random";
import { type Augmentation, allIndices, fillBatch, type ImageSet, imageSize, padCropFlip } from "@unravel/data";
import { inferenceGraph, initialise, type Model, trainingGraph, writeStates } from "@unravel/models";

type ModeRow = {
  readonly about: string;
  /** Passes over the network: an input gradient and a filter gradient cost about as much as the forward pass each. */
  readonly passes: number;
  readonly graph: (model: Model, batch: number) => Graph;
  readonly augmentation?: Augmentation;
  /** What is read after each run. */
  readonly output: string;
};

export type Mode = "train" | "inference";

/** What can be timed, by name. */
export const modes: Readonly<Record<Mode, ModeRow>> = {
  train: {
    about: "training",
    passes: 3,
    graph: (model, batch) => trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 }),
    augmentation: padCropFlip,
    output: "loss",
  },
  inference: {
    about: "inference",
    passes: 1,
    graph: (model, batch) => inferenceGraph(model, { batch, gated: false }),
    output: "logits",
  },
};

/** `step` writes a batch (in training made anew, with its augmentation), runs, and reads the result. */
export type Workload = { readonly executable: Executable; step(): Promise<void> };

/** Random bytes of the network's size, and labels of two classes, which every network has. */
function randomImages({ input }: Model, count: number): ImageSet {
  const noise = new Float32Array(count * imageSize(input));
  fillUniform(randomStream(0, "synthetic"), 0, noise);
  return {
    name: "random images",
    shape: input,
    images: Uint8Array.from(noise, (x) => 256 * x),
    labels: Int32Array.from({ length: count }, (_, index) => index % 2),
    classes: ["even", "odd"],
    provenance: { source: "random", files: [], known: false },
  };
}

/** A batch as the network takes it; `fill` makes it from random images, always the same for an epoch. */
type Batch = { readonly images: Float32Array; readonly labels: Int32Array; fill(epoch: number): void };

/** A batch of random images for `model`. */
export function randomBatch(model: Model, size: number, augmentation?: Augmentation): Batch {
  const set = randomImages(model, size);
  const channels = Array.from({ length: model.input[0] });
  const request = {
    set,
    indices: allIndices(set),
    normalisation: { mean: channels.map(() => 0.5), std: channels.map(() => 0.25) },
    out: new Float32Array(size * imageSize(set.shape)),
    labels: new Int32Array(size),
    ...(augmentation ? { augmentation } : {}),
  };
  const fill = (epoch: number) => void fillBatch({ ...request, epoch });
  fill(0);
  return { images: request.out, labels: request.labels, fill };
}

/** Loads untrained weights of `model` for `mode`. Throws a MemoryError where the batch does not fit the device. */
export async function loadWorkload(model: Model, mode: Mode, size: number, device: Device): Promise<Workload> {
  const { graph, augmentation, output } = modes[mode];
  const executable = await device.load(plan(graph(model, size), device.capabilities));
  await writeStates(executable, initialise(model, 0), { partial: true });
  await executable.write("valid", Int32Array.of(size));
  const { inputs } = executable.program.graph;
  if (inputs.has("rate")) await executable.write("rate", Float32Array.of(1e-3));
  const batch = randomBatch(model, size, augmentation);
  let steps = 0;
  return {
    executable,
    async step() {
      if (augmentation) batch.fill(steps);
      await executable.write("images", batch.images);
      await executable.write("labels", batch.labels);
      if (inputs.has("random")) await executable.write("random", Int32Array.of(0, steps));
      await executable.run();
      await executable.read(output);
      steps++;
    },
  };
}
