// unravel demo: in about a minute, a trained network, its error, and its error without each of its blocks.
import { join } from "node:path";
import type { LesionStudy } from "@unravel/analysis";
import type { Device } from "@unravel/core";
import { channelStatistics } from "@unravel/data";
import { buildModel } from "@unravel/models";
import { recipes, type TrainingResult } from "@unravel/train";
import { type AddCommand, type Call, defineCommand, invocation, numberWithin } from "../command.ts";
import { measureSteps } from "../demo/speed-trial.ts";
import { deletionTable, testWithoutBlocks } from "../demo/without-blocks.ts";
import { withDevices } from "../devices.ts";
import { type ExitCode, exitCodes } from "../failures.ts";
import { chooseSource, type Halves, loadHalves } from "../inputs/data.ts";
import { type DeviceFlags, withDeviceFlags } from "../inputs/device-flags.ts";
import { interruption } from "../interruption.ts";
import { totals } from "../output/evaluation.ts";
import { count, shortPath } from "../output/format.ts";
import { startClock } from "../output/speed.ts";
import { beginRun, type RunPlan } from "../runs/begin.ts";
import { defaultRunFolder, newRunFolder } from "../runs/folder.ts";

type Options = DeviceFlags & { readonly seconds: number; readonly out?: string };

/** The share of the time that is trained; the rest goes to the speed trial and the tests. */
const trainingShare = 0.75;

/** Fewer steps learn nothing; more than these passes over the images gain nothing. */
const fewestSteps = 40;
const mostEpochs = 30;

/** Everything that decides the demo's run, but how long it is. */
async function prepare(
  { options, report, commandLine }: Call<Options>,
  signal: AbortSignal,
): Promise<RunPlan & { readonly data: Halves }> {
  const source = await chooseSource({ data: "synthetic" }, [32, 32]);
  const directory = await newRunFolder(options.out ?? defaultRunFolder("resnet8", "demo", 0, new Date()));
  const data = await loadHalves({ ...source, report, signal });
  return { model: buildModel("resnet8"), recipe: recipes.demo, data, source, directory, commandLine };
}

/** The number of steps that fit the time on `device`. */
async function fittingSteps(plan: RunPlan, device: Device, seconds: number, signal: AbortSignal): Promise<number> {
  const perSecond = await measureSteps(plan, device, signal);
  const most = Math.ceil((mostEpochs * plan.data.train.labels.length) / plan.recipe.batch);
  return Math.min(most, Math.max(fewestSteps, Math.round(trainingShare * seconds * perSecond)));
}

async function run(call: Call<Options>): Promise<ExitCode> {
  const { options, report } = call;
  const signal = interruption(report.notice, "saving a checkpoint");
  const time = startClock();
  const plan = await prepare(call, signal);
  return withDevices(options, report, async (devices) => {
    const { model, data } = plan;
    const { device: first } = devices;
    report.milestone(
      `Training ${model.name} on ${count(data.train.labels.length)} synthetic images of ${data.train.classes.length} classes, on ${first.name} (${first.description}).`,
      { model: model.name, data: data.train.name, device: first.name },
    );
    const steps = await fittingSteps(plan, first, options.seconds, signal);
    const normalisation = channelStatistics(data.train); // computed here, to test with the same
    const recipe = { ...plan.recipe, normalisation, length: { steps } };
    const result = await beginRun({ ...plan, recipe }, devices, report, signal);
    const { device } = devices;
    const subject = { model, parameters: result.parameters, device, set: data.test, normalisation };
    const study = result.finished ? await testWithoutBlocks(subject, report, signal) : undefined;
    answer(call, device, result, study, time.seconds());
    return result.finished ? exitCodes.ok : exitCodes.interrupted;
  });
}

function answer(
  { report, commandLine }: Call<Options>,
  device: Device,
  result: TrainingResult,
  study: LesionStudy | undefined,
  seconds: number,
): void {
  const { finished, step, test } = result;
  const folder = shortPath(result.directory.location);
  const weights = join(folder, "weights.safetensors");
  const next = finished
    ? [
        invocation("eval", "--weights", weights, "--data", "synthetic", "--confusion"),
        invocation("show", "resnet8"),
        invocation("train", "--model", "resnet20", "--data", "synthetic"),
      ]
    : [invocation("train", "--resume", folder)];
  report.answer(
    {
      finished,
      step,
      ...(test ? { test: totals(test) } : {}),
      blocks: study?.results.map(({ deleted: [block], wrong, error }) => ({ block, wrong, error })) ?? [],
      out: folder,
      next,
      device: device.name,
      seconds,
      command: commandLine,
      notices: report.notices,
    },
    () =>
      [
        result.message,
        ...(study ? ["", deletionTable(study)] : []),
        "",
        "Go on with:",
        ...next.map((command) => `  ${command}`),
      ].join("\n"),
  );
}

export const demo: AddCommand = defineCommand<Options>({
  name: "demo",
  summary: "train a small network for a minute, then delete its blocks one at a time",
  examples: [
    ["unravel demo", "on the best device there is"],
    ["unravel demo --seconds 20 --device tfjs-wasm", "a shorter one, on a device of your choice"],
  ],
  configure: (command) =>
    withDeviceFlags(command.option("--seconds <n>", "about how long, all in all", numberWithin(1, 86_400), 60)).option(
      "--out <folder>",
      "where the run is kept (default: a new folder in runs/)",
    ),
  run,
});
