// A network loaded once, to be tested under many lesions.
import type { Device, Parameters, Program } from "@unravel/core";
import type { ImageSet } from "@unravel/data";
import type { Model } from "@unravel/models";
import { createEvaluator, type Evaluation, type EvaluatorOptions, type PassOptions } from "@unravel/train";
import { type Lesion, type Operation, operate } from "./lesion.ts";
import { createStatistician, type Statistician, wholeBatches } from "./statistics.ts";

/** A test under a lesion. */
export type LesionPass = Omit<PassOptions, "gates"> & {
  /** Take batch norm's running statistics anew after the lesion, from these images (training ones); default: they stay. */
  readonly reestimate?: ImageSet | undefined;
};

/** A network to be tested under lesions. Calls must not overlap. */
export type Lesioner = {
  /** The whole network's; its `memory` says what it takes. */
  readonly program: Program;
  /** Takes other parameters (torch's names and layout). Throws a WeightsError where some are missing or mis-shaped. */
  write(parameters: Parameters): Promise<void>;
  /** Tests under `lesion`. Throws an Error where it cannot be done to the network; see `lesionRefusal`. */
  measure(lesion: Lesion, pass: LesionPass): Promise<Evaluation>;
  /** How many images of `set` statistics are taken anew from: those that fill whole batches. */
  reestimated(set: ImageSet): number;
  /** Gives the memory back. */
  dispose(): void;
};

const defaultBatch = 128;

/** Statistics are taken of batches as large as those of tests, where there are so many images. */
const statisticsBatch = (set: ImageSet, batch: number): number => Math.min(batch, Math.max(1, set.labels.length));

/** Opens statisticians when they are needed: one for the whole network that stays while batches are of one size, one for each other that does not. */
function createStatistics(model: Model, device: Device, batch: number) {
  let whole: { readonly size: number; readonly statistician: Statistician } | undefined;
  const forWhole = async (size: number): Promise<Statistician> => {
    if (whole?.size === size) return whole.statistician;
    whole?.statistician.dispose();
    whole = undefined;
    whole = { size, statistician: await createStatistician(model, device, size) };
    return whole.statistician;
  };
  return {
    async estimate(operation: Operation, parameters: Parameters, pass: LesionPass & { readonly reestimate: ImageSet }) {
      const { reestimate: set, normalisation, signal } = pass;
      const size = statisticsBatch(set, batch);
      const own = operation.model === model ? undefined : await createStatistician(operation.model, device, size);
      try {
        const statistician = own ?? (await forWhole(size));
        return await statistician.estimate(parameters, operation.gates, { set, normalisation, signal });
      } finally {
        own?.dispose();
      }
    },
    dispose: () => whole?.statistician.dispose(),
  };
}

/**
 * Loads `model`. Deletions of residual blocks are gates and shuffles are parameters of this one program; only a plain network, which has
 * to be rebuilt without its layer, gets a program for each lesion. Throws as `createEvaluator` does.
 */
export async function createLesioner(options: EvaluatorOptions): Promise<Lesioner> {
  const { model, device, batch = defaultBatch } = options;
  const whole = await createEvaluator(options);
  const statistics = createStatistics(model, device, batch);
  let current = options.parameters;
  let loaded = options.parameters;

  async function prepared(operation: Operation, pass: LesionPass): Promise<Parameters> {
    if (!current) throw new Error(`${model.name} has no weights yet. Call write before measure.`);
    const placed = operation.place(current);
    const { reestimate } = pass;
    return reestimate ? statistics.estimate(operation, placed, { ...pass, reestimate }) : placed;
  }

  return {
    program: whole.program,
    async write(parameters) {
      await whole.write(parameters);
      current = parameters;
      loaded = parameters;
    },
    async measure(lesion, pass) {
      const operation = operate(model, lesion);
      const parameters = await prepared(operation, pass);
      const { gates } = operation;
      if (operation.model === model) {
        if (loaded !== parameters) await whole.write(parameters);
        loaded = parameters;
        return whole.evaluate({ ...pass, gates });
      }
      const rest = await createEvaluator({ model: operation.model, parameters, device, batch });
      try {
        return await rest.evaluate({ ...pass, gates });
      } finally {
        rest.dispose();
      }
    },
    reestimated: (set) => wholeBatches(set.labels.length, statisticsBatch(set, batch)),
    dispose() {
      whole.dispose();
      statistics.dispose();
    },
  };
}
