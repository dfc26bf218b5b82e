// Test errors of a network as it stands between two steps, whole or with blocks deleted.
import { createLesioner, deletion } from "@unravel/analysis";
import type { Model } from "@unravel/blocks";
import type { Device, Parameters } from "@unravel/core";
import type { ImageSet, Normalisation } from "@unravel/data";
import type { Pass } from "../run/protocol.ts";

/** Where a run is; `parameters` copies the weights as they are then. */
export type State = { readonly step: number; readonly parameters: () => Promise<Parameters> };

export type Tester = {
  /** Test error in % in `state`, with `deleted` blocks gone. Throws an Error where they cannot be deleted. */
  error(state: State, deleted: readonly string[]): Promise<number>;
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

/** Images that are tested together. */
export const largestBatch = 100;

/** Milliseconds after which a test tells how far it is. */
const patience = 500;

/** Loads `model` for testing. */
export async function createTester({ model, device, set, normalisation, onProgress }: Options): Promise<Tester> {
  let loaded: number | undefined;
  let wholeError: number | undefined;
  const lesioner = await createLesioner({ model, device, batch: Math.min(set.labels.length, largestBatch) });

  async function load(state: State): Promise<void> {
    if (loaded === state.step) return;
    await lesioner.write(await state.parameters());
    loaded = state.step;
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
    async error(state, deleted) {
      await load(state);
      if (deleted.length > 0) return measure(deleted);
      wholeError ??= await measure([]);
      return wholeError;
    },
    dispose: () => lesioner.dispose(),
  };
}
