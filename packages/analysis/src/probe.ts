// A network loaded to be looked into: one batch forward, and backward through the paths that are open.
import { type Gates, gateVector, type Numbers, plan } from "@unravel/core";
import { fillBatch } from "@unravel/data";
import { gradientName, type ProbeOptions, probeGraph, writeStates } from "@unravel/models";
import { classesOf, evaluationGates, requireFit } from "@unravel/train";
import { requireFinite, type Subject } from "./subject.ts";

/** What batch norm normalises by: the batch's own statistics, as in training, or the running ones, as in testing. */
export type Statistics = ProbeOptions["statistics"];

/** A loaded network. Calls must not overlap. */
export type Probe = {
  /** Images of a batch. */
  readonly batch: number;
  /** Whole batches of the set. */
  readonly batches: number;
  /** Makes batch number `index` (from 0) of the set what the next runs see. */
  show(index: number): Promise<void>;
  /** Forward, and backward under the gates `backward` (by path name; others are open). */
  run(backward?: Gates): Promise<void>;
  /** What the last run left in an output of the probe's graph; see `probeGraph`. */
  read(name: string): Promise<Numbers>;
  /**
   * Norms of the gradient of each image's own loss with respect to the output `name` ("images", "value.layer1.0"): their mean. Throws an
   * Error where numbers overflowed on the way.
   */
  gradientNorm(name: string): Promise<number>;
  dispose(): void;
};

const defaultBatch = 128;

/**
 * Loads a probe. Throws a TrainingError where images and model do not fit, an Error for parameters that are not finite, a MemoryError where
 * the device has too little memory, and a WeightsError for parameters that do not fit.
 */
export async function createProbe(
  { model, parameters, device, set, normalisation, batch: wanted = defaultBatch }: Subject,
  options: Omit<ProbeOptions, "batch">,
): Promise<Probe> {
  requireFit(model, set, classesOf(model));
  requireFinite(parameters);
  const batch = Math.min(wanted, set.labels.length);
  const graph = probeGraph(model, { ...options, batch });
  const executable = await device.load(plan(graph, device.capabilities));
  try {
    await writeStates(executable, parameters);
    await executable.write("valid", Int32Array.of(batch));
  } catch (error) {
    executable.dispose();
    throw error;
  }
  const [channels, height, width] = model.input;
  const images = new Float32Array(batch * channels * height * width);
  const labels = new Int32Array(batch);
  const survival = evaluationGates(model);
  return {
    batch,
    batches: Math.floor(set.labels.length / batch),
    async show(index) {
      const indices = Uint32Array.from({ length: batch }, (_, image) => index * batch + image);
      fillBatch({ set, indices, normalisation, out: images, labels });
      await executable.write("images", images);
      await executable.write("labels", labels);
      if (graph.inputs.has("random")) await executable.write("random", Int32Array.of(0, index));
    },
    async run(backward = {}) {
      executable.writeGates(gateVector(graph, survival, backward));
      await executable.run();
    },
    read: (name) => executable.read(name),
    async gradientNorm(name) {
      const gradient = await executable.read(gradientName(name));
      const size = gradient.length / batch;
      let sum = 0;
      for (let image = 0; image < batch; image++) {
        let squares = 0;
        for (let i = image * size; i < (image + 1) * size; i++) squares += gradient[i]! ** 2;
        sum += Math.sqrt(squares);
      }
      if (!Number.isFinite(sum)) {
        throw new Error(
          `The gradient at ${name} of ${model.name} has the norm ${sum}, expected a finite number: values overflow between there and the loss. Take trained weights, or the batch's own statistics.`,
        );
      }
      return sum; // the mean over the images of batch times the norm: the loss is the mean of theirs
    },
    dispose: () => executable.dispose(),
  };
}
