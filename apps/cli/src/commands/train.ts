// unravel train: a new run, or an interrupted one.
import { join } from "node:path";
import type { TrainingResult } from "@unravel/train";
import {
  type AddCommand,
  byteSize,
  type Call,
  commaList,
  defineCommand,
  integerWithin,
  invocation,
} from "../command.ts";
import { type ExitCode, exitCodes, UsageError } from "../failures.ts";
import { withDataFlags } from "../inputs/data.ts";
import { withDeviceFlags } from "../inputs/device-flags.ts";
import { withModelFlags } from "../inputs/model-flags.ts";
import { withRecipeFlags } from "../inputs/recipe.ts";
import { interruption } from "../interruption.ts";
import { totals } from "../output/evaluation.ts";
import { flagName, shortPath } from "../output/format.ts";
import { startClock } from "../output/speed.ts";
import { type GoOnFlags, goOn } from "../runs/go-on.ts";
import { type StartFlags, startRun } from "../runs/start.ts";

type Options = StartFlags & GoOnFlags;

/** What may stand beside --resume; everything else was decided when the run was started. */
const besideResume: Readonly<Record<keyof GoOnFlags | "json", true>> = {
  resume: true,
  data: true,
  dataDir: true,
  shorterSide: true,
  skipBroken: true,
  device: true,
  threads: true,
  tuned: true,
  memory: true,
  checkpointEvery: true,
  json: true,
};

function sitting(call: Call<Options>, signal: AbortSignal): Promise<TrainingResult> {
  const { resume: folder } = call.options;
  if (folder === undefined) return startRun(call, signal);
  const decided = Object.keys(call.options).find((name) => !Object.hasOwn(besideResume, name));
  if (decided === undefined) return goOn(folder, call, signal);
  throw new UsageError(
    `A run goes on as it was started: leave out ${flagName(decided)}, or start a new run without --resume.`,
  );
}

async function run(call: Call<Options>): Promise<ExitCode> {
  const { report, commandLine } = call;
  const signal = interruption(report.notice, "saving a checkpoint");
  const time = startClock();
  const result = await sitting(call, signal);
  const { finished, message, step, steps, epoch, validation, test, directory } = result;
  const folder = shortPath(directory.location);
  const weights = finished ? join(folder, "weights.safetensors") : null;
  const next = finished ? null : invocation("train", "--resume", folder);
  report.answer(
    {
      finished,
      message,
      step,
      steps,
      epoch,
      ...(validation ? { validation: totals(validation) } : {}),
      ...(test ? { test: totals(test) } : {}),
      out: folder,
      weights,
      resume: next,
      seconds: time.seconds(),
      command: commandLine,
      notices: report.notices,
    },
    () => [message, ...(next === null ? [] : [`Go on with: ${next}`])].join("\n"),
  );
  return finished ? exitCodes.ok : exitCodes.interrupted;
}

export const trainCommand: AddCommand = defineCommand<Options>({
  name: "train",
  summary: "train a network; Ctrl-C saves a checkpoint and says how to go on",
  examples: [
    ["unravel train --model resnet8 --data synthetic", "a small network on images that need no download"],
    [
      "unravel train --model preresnet110 --recipe he2016-cifar --data cifar10 --seed 1",
      "a network of He et al. 2016b as the paper trains it",
    ],
    ["unravel train --model resnet20 --data cifar10 --epochs 20 --lr 0.1 --batch-size 64", "a recipe, changed"],
    [
      "unravel train --model resnet20 --data photos/ --init w.safetensors --freeze conv1,bn1,layer1 --lr 0.01",
      "fine-tuning: weights with another head, the first stage as it is",
    ],
    [
      "unravel train --model resnet110 --data cifar10 --memory 600MiB",
      "less memory: part of the forward pass runs again in the backward pass, with the same result",
    ],
    [
      "unravel train --model resnet110 --survival 23/54 --survival-rule uniform --survival-draw fixedCount --data cifar10",
      "only 23 of the 54 blocks in each step, drawn anew: training on effective paths (Veit et al. 2016)",
    ],
    ["unravel train --resume runs/resnet20-quick-0-2026-11-21-09-30-05", "an interrupted run"],
  ],
  configure: (command) =>
    withModelFlags(
      withRecipeFlags(
        withDeviceFlags(
          withDataFlags(
            command.option("--model <name>", "a name of the zoo (unravel list models), or a model's .json file"),
          ),
        )
          .option("--recipe <name>", 'a name (unravel list recipes), or a recipe\'s .json file (default: "quick")')
          .option(
            "--seed <n>",
            "what all random draws depend on (default: the recipe's)",
            integerWithin(0, 2 ** 31 - 1),
          )
          .option("--memory <size>", "the most memory to take, 2GiB; where it is short, work is done twice", byteSize)
          .option("--out <folder>", "where the run is kept (default: a new folder in runs/)")
          .option("--init <file>", "weights to start from; their head may have other classes")
          .option("--freeze <list>", "parts that stay as they are: layer1,layer2", commaList)
          .option("--skip-test", "leave the test images alone, as a run that settings are chosen by should")
          .option("--checkpoint-every <n>", "steps between checkpoints (default: 30 seconds)", integerWithin(1, 1e9))
          .option("--resume <folder>", "go on with the run in this folder"),
      ),
    ),
  run,
});
