// The end of a run: the test as the paper makes it, and the network taken apart where the table asks for that.
import type { Device, Parameters } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import type { Normalisation } from "@unravel/data";
import { readWeights, savedNormalisation } from "@unravel/models";
import { DivergenceError, type Evaluation, evaluateCrops, type TrainingResult } from "@unravel/train";
import { type Origin, unknownOrigin } from "../provenance.ts";
import type { StudyProgress } from "../subject.ts";
import { dissect } from "./dissect.ts";
import type { Loaded } from "./images.ts";
import type { PlannedRun } from "./plan.ts";
import type { RunRecord } from "./record.ts";
import { lengthText } from "./scaling.ts";

/** How a training ended: with a result, or because its numbers were no longer finite. */
export type Ending = TrainingResult | DivergenceError;

/** What of a record is known when training has ended. */
export type Conclusion = Pick<RunRecord, "outcome" | "diverged" | "findings" | "figures">;

/** With what a run is concluded. */
export type ConcludeOptions = {
  readonly device: Device;
  readonly loaded: Loaded;
  /** When and by which command the run is made. */
  readonly origin: Pick<RunRecord, "date" | "command">;
  readonly onStudy?: (progress: StudyProgress) => void;
  readonly signal?: AbortSignal | undefined;
};

function judge({ images, wrong, error, loss, top5 }: Evaluation): Conclusion {
  // A loss that overflows on test images is the same failure as one that does in training.
  if (!Number.isFinite(loss))
    return { outcome: null, diverged: `The loss on the ${images} test images is not finite.` };
  return { outcome: { images, wrong, error, loss, ...(top5 ? { top5: top5.error } : {}) }, diverged: null };
}

/** What the run's images are normalised by, as its weights know it. */
async function normalisationIn(directory: Store): Promise<Normalisation> {
  const path = "weights.safetensors";
  const normalisation = savedNormalisation(readWeights(await directory.read(path), { fileName: path }));
  if (normalisation) return normalisation;
  throw new Error(`${path} in ${directory.location} does not say how its images are normalised. Train the run anew.`);
}

/** The test of the trained `parameters`: the one that training ended with, or on the paper's view of the images. */
async function test(
  { model, test: view }: PlannedRun,
  { test: plain, parameters, directory }: TrainingResult,
  { device, loaded, signal }: ConcludeOptions,
): Promise<Evaluation> {
  if (!view) return plain!;
  return evaluateCrops(
    {
      // Networks end in a global pool: their parameters fit images of any size.
      model: { ...model, input: [model.input[0], view.crop, view.crop] },
      parameters,
      device,
      set: loaded.data.test,
      normalisation: await normalisationIn(directory),
      signal,
    },
    view.crops,
  );
}

/** What the trained weights are, and what the network was built with. */
const originOf = ({ network, recipe, seed }: PlannedRun, { date, command }: ConcludeOptions["origin"]): Origin => ({
  ...unknownOrigin,
  options: network.options,
  weights: `trained by ${recipe.name} for ${lengthText(recipe)}, seed ${seed}`,
  split: "test",
  date,
  command,
});

async function dissected(
  run: PlannedRun,
  { directory, parameters }: { directory: Store; parameters: Parameters },
  { device, loaded, origin, onStudy, signal }: ConcludeOptions,
): Promise<Pick<Conclusion, "findings" | "figures">> {
  const { model, dissections, seed } = run;
  if (dissections.length === 0) return {};
  return dissect(
    { model, parameters, device, set: loaded.data.test, normalisation: await normalisationIn(directory) },
    dissections.map(({ name }) => name),
    seed,
    { signal, origin: originOf(run, origin), ...(onStudy ? { onProgress: onStudy } : {}) },
  );
}

/** What the finished run comes to. Throws the signal's reason where it is stopped. */
export async function concludeRun(run: PlannedRun, ending: Ending, options: ConcludeOptions): Promise<Conclusion> {
  if (ending instanceof DivergenceError) return { outcome: null, diverged: ending.message };
  const judged = judge(await test(run, ending, options));
  return judged.outcome ? { ...judged, ...(await dissected(run, ending, options)) } : judged;
}
