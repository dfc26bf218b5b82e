// Test errors of a network as it stands between two steps, whole or with blocks deleted.
import type { Model } from "@unravel/blocks";
import type { Device, Parameters } from "@unravel/core";
import type { ImageSet, Normalisation } from "@unravel/data";
import { createEvaluator, type Evaluator } from "@unravel/train";
import type { Pass } from "../run/protocol.ts";
import { deleteBlocks } from "./lesion.ts";

/** Where a run is; `parameters` copies the weights as they are then. */
export type Moment = { readonly step: number; readonly parameters: () => Promise<Parameters> };

export type Tester = {
  /** Test error in % at `moment`, with `deleted` blocks gone. Throws an Error where they cannot be deleted. */
  error(moment: Moment, deleted: readonly string[]): Promise<number>;
  dispose(): void;
};

type Options = {
  readonly model: Model;
  readonly device: Device;
  readonly set: ImageSet;
  readonly normalisation: Normalisation;
  /** Told about each batch of a test that takes longer than a moment. */
  readonly onProgress: (pass: Pass) => void;
};

const largestBatch = 100;

/** Milliseconds after which a test tells how far it is. */
const patience = 500;

/** Loads `model` for testing. */
export async function createTester({ model, device, set, normalisation, onProgress }: Options): Promise<Tester> {
  const batch = Math.min(set.labels.length, largestBatch);
  let parameters: Parameters = {};
  let loaded: number | undefined;
  let wholeError: number | undefined;
  const whole = await createEvaluator({ model, device, batch });

  async function load(moment: Moment): Promise<void> {
    if (loaded === moment.step) return;
    parameters = await moment.parameters();
    await whole.write(parameters);
    loaded = moment.step;
    wholeError = undefined;
  }

  async function measure(deleted: readonly string[]): Promise<number> {
    const lesion = deleteBlocks(model, deleted);
    const began = performance.now();
    const tell = (done: number, images: number) => {
      if (performance.now() - began > patience) onProgress({ done, images });
    };
    const errorOf = async (evaluator: Evaluator) =>
      (await evaluator.evaluate({ set, normalisation, gates: lesion.gates, onProgress: tell })).error;
    if (lesion.model === model) return errorOf(whole);
    const shortened = await createEvaluator({ model: lesion.model, parameters, device, batch });
    try {
      return await errorOf(shortened);
    } finally {
      shortened.dispose();
    }
  }

  return {
    async error(moment, deleted) {
      await load(moment);
      if (deleted.length > 0) return measure(deleted);
      wholeError ??= await measure([]);
      return wholeError;
    },
    dispose: () => whole.dispose(),
  };
}
