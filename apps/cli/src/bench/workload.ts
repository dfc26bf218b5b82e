// What is timed: a training step, or the classification of a batch, with everything that a real one does.
import { countMacs, deleteBranch } from "@unravel/blocks";
import {
  type Device,
  type Executable,
  type Gates,
  type Graph,
  gateVector,
  loadBatch,
  type Numbers,
} from "@unravel/core";
import { fillUniform, randomStream } from "@unravel/core/random";
import {
  allIndices,
  fillBatch,
  type ImageSet,
  imageSize,
  normalisationTable,
  padCropFlip,
  placeBatch,
  placementSize,
} from "@unravel/data";
import { inferenceGraph, initialise, type Model, trainingGraph, writeStates } from "@unravel/models";
import { hasStochasticDepth, survivalGates } from "@unravel/train";

/** Inputs of a program, by name. */
type Inputs = Readonly<Record<string, Numbers>>;

/** `constants` are written once; `next` gives what a step writes. */
type Feed = { readonly constants: Inputs; next(step: number): Inputs };

type ModeRow = {
  readonly about: string;
  /** Passes over the network: an input gradient and a filter gradient cost about as much as the forward pass each. */
  readonly passes: number;
  /** Multiply-accumulates of a pass, for one image. */
  readonly macs: (model: Model) => number;
  /** The gates of a step. */
  readonly gates: (model: Model, step: number) => Gates;
  readonly graph: (model: Model, batch: number) => Graph;
  readonly feed: (model: Model, batch: number) => Feed;
  /** What is read, and whether after each run. */
  readonly output: string;
  readonly readsEach: boolean;
};

export type Mode = "train" | "inference";

/** What can be timed, by name. */
export const modes: Readonly<Record<Mode, ModeRow>> = {
  train: {
    about: "training",
    passes: 3,
    macs: survivingMacs,
    // Always as many survivors as on average: with few steps a figure would else depend on the draw.
    gates: (model, step) => survivalGates(model, 0, step, "fixedCount"),
    graph: (model, batch) =>
      trainingGraph(model, {
        ...{ batch, momentum: 0.9, weightDecay: 1e-4, gated: hasStochasticDepth(model) },
        dataset: { images: batch, meanImage: false },
      }),
    feed: augmentedBatches,
    output: "loss",
    readsEach: false, // a training reads sums of many steps, while it makes the next ones
  },
  inference: {
    about: "inference",
    passes: 1,
    macs: countMacs,
    gates: () => ({}),
    graph: (model, batch) => inferenceGraph(model, { batch, gated: false }),
    feed(model, batch) {
      const { images } = randomBatch(model, batch);
      return { constants: {}, next: () => ({ images }) };
    },
    output: "logits",
    readsEach: true,
  },
};

/**
 * `step` writes a batch (in training drawn anew, with its augmentation) and runs; in inference it reads the result. `settle` waits for what
 * is still running. `step` gives the milliseconds
 * that the call of the run took: on a GPU all of its JavaScript.
 */
export type Workload = { readonly executable: Executable; step(): Promise<number>; settle(): Promise<void> };

/** Multiply-accumulates of the whole network, less those of the branches that a training step leaves out, on average. */
function survivingMacs(model: Model): number {
  const whole = countMacs(model);
  const saved = model.stages.flat().flatMap(({ name, branches }) =>
    // A branch that never dies may be all of a plain block, which cannot go.
    branches.map(({ survival }, index) =>
      survival < 1 ? (1 - survival) * (whole - countMacs(deleteBranch(model, name, index))) : 0,
    ),
  );
  return whole - saved.reduce((sum, macs) => sum + macs, 0);
}

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

const normalisationOf = ({ input: [channels] }: Model) => ({
  mean: Array<number>(channels).fill(0.5),
  std: Array<number>(channels).fill(0.25),
});

/** A batch as the network takes it. */
type Batch = { readonly images: Float32Array; readonly labels: Int32Array };

/** A batch of random images for `model`. */
export function randomBatch(model: Model, size: number): Batch {
  const set = randomImages(model, size);
  const [images, labels] = [new Float32Array(size * imageSize(set.shape)), new Int32Array(size)];
  fillBatch({ set, indices: allIndices(set), normalisation: normalisationOf(model), out: images, labels });
  return { images, labels };
}

/** Batches that the device makes of random images which it keeps, as in training on a set that fits. */
function augmentedBatches(model: Model, size: number): Feed {
  const set = randomImages(model, size);
  const indices = allIndices(set);
  const [placements, labels] = [new Int32Array(size * placementSize), new Int32Array(size)];
  const { levels } = normalisationTable(normalisationOf(model), set.shape);
  return {
    constants: { dataset: set.images, levels },
    next(epoch) {
      placeBatch({ set, indices, augmentation: padCropFlip, epoch, placements, labels });
      return { placements, labels };
    },
  };
}

/** Loads untrained weights of `model` for `mode`. Throws a MemoryError where the batch does not fit the device. */
export async function loadWorkload(model: Model, mode: Mode, size: number, device: Device): Promise<Workload> {
  const { graph, feed, gates, output, readsEach } = modes[mode];
  const executable = await loadBatch(device, (batch) => graph(model, batch), size);
  await writeStates(executable, initialise(model, 0), { partial: true });
  const write = async (values: Inputs) => {
    const { inputs } = executable.program.graph;
    for (const [name, data] of Object.entries(values)) if (inputs.has(name)) await executable.write(name, data);
  };
  const { constants, next } = feed(model, size);
  await write({ valid: Int32Array.of(size), rate: Float32Array.of(1e-3), ...constants });
  let steps = 0;
  return {
    executable,
    async step() {
      await write({ random: Int32Array.of(0, steps), ...next(steps) });
      executable.writeGates(gateVector(executable.program.graph, gates(model, steps)));
      const start = performance.now();
      const running = executable.run();
      const milliseconds = performance.now() - start;
      await running;
      if (readsEach) await executable.read(output);
      steps++;
      return milliseconds;
    },
    async settle() {
      await executable.read(output);
    },
  };
}
