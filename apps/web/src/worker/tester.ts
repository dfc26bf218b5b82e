// Test errors of a network as it stands between two steps, whole or with blocks deleted.
import { createLesioner, deletion } from "@unravel/analysis";
import type { Model } from "@unravel/blocks";
import type { Device, Parameters } from "@unravel/core";
import type { ImageSet, Normalisation } from "@unravel/data";
import type { Pass } from "../run/protocol.ts";

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
  let loaded: number | undefined;
  let wholeError: number | undefined;
  const lesioner = await createLesioner({ model, device, batch: Math.min(set.labels.length, largestBatch) });

  async function load(moment: Moment): Promise<void> {
    if (loaded === moment.step) return;
    await lesioner.write(await moment.parameters());
    loaded = moment.step;
    wholeError = undefined;
  }

  async function measure(deleted: readonly string[]): Promise<number> {
    const began = performance.now();
    const tell = (done: number, images: number) => {
      if (performance.now() - began > patience) onProgress({ done, images });
    };
    return (await lesioner.measure(deletion(...deleted), { set, normalisation, onProgress: tell })).error;
  }

  return {
    async error(moment, deleted) {
      await load(moment);
      if (deleted.length > 0) return measure(deleted);
      wholeError ??= await measure([]);
      return wholeError;
    },
    dispose: () => lesioner.dispose(),
  };
}
