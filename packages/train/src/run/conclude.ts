// The end of a sitting: the test set's one look, the files that a finished run leaves, the result.
import { saveWeights } from "@unravel/models";
import type { Evaluation } from "../evaluate/evaluation.ts";
import { type RunConfig, restoreNormalisation } from "./config.ts";
import type { Outcome } from "./loop.ts";
import type { TrainingResult } from "./options.ts";
import type { Session } from "./session.ts";
import { evaluatedParameters } from "./states.ts";
import { unlessStopped } from "./stop.ts";

const encode = (value: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);

/** Where a run that has finished says what it came to. */
export const summaryPath = "summary.json";

type Verdict = { readonly validation: Evaluation | undefined; readonly test: Evaluation | undefined };

/** The evaluations that end a run; undefined if it was stopped before or during them. */
async function judge(session: Session, { progress, validation }: Outcome): Promise<Verdict | undefined> {
  if (progress.step < session.timeline.steps || progress.sums.steps > 0) return undefined;
  const judged = await unlessStopped(session.options.signal, async () => ({
    // A run resumed after its last epoch was written down has not seen that epoch's evaluation.
    validation: validation ?? (await session.validate()),
    test: await session.test(),
  }));
  return judged?.value;
}

const scoreText = (name: string, score: Evaluation | undefined): string[] =>
  score ? [`${name} error ${score.error.toFixed(2)}% (${score.wrong} of ${score.images})`] : [];

/** Ends a sitting: if the training is complete, evaluates and writes weights.safetensors and summary.json. */
export async function conclude(session: Session, config: RunConfig, outcome: Outcome): Promise<TrainingResult> {
  const { model, recipe, store, timeline } = session;
  const { step, epoch, devices } = outcome.progress;
  const parameters = evaluatedParameters(model, outcome.states);
  const verdict = await judge(session, outcome);
  const result = { step, steps: timeline.steps, epoch, parameters, directory: store };
  if (!verdict) {
    const message = `Stopped after ${step} of ${timeline.steps} steps; a checkpoint is saved in ${store.location}. Resume the run from there.`;
    const { validation } = outcome;
    return { ...result, finished: false, message, ...(validation ? { validation } : {}) };
  }
  const { validation, test } = verdict;
  const normalisation = restoreNormalisation(config.normalisation);
  const { classes } = config.data.train;
  await store.write("weights.safetensors", saveWeights(model, parameters, { normalisation, classes }));
  const made = { model: model.name, recipe: recipe.name, seed: recipe.seed, steps: step, epochs: epoch, devices };
  const judged = { validation: validation ?? null, test: test ?? null };
  await store.write(summaryPath, encode({ format: 1, ...made, ...judged }));
  const scores = [...scoreText("validation", validation), ...scoreText("test", test)];
  const message = `Finished after ${step} steps${scores.map((text) => `, ${text}`).join("")}. Saved in ${store.location}.`;
  return { ...result, finished: true, message, ...(validation ? { validation } : {}), ...(test ? { test } : {}) };
}
