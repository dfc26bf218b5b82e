// unravel eval: how well given weights classify given images.
import { parameters as parametersOf } from "@unravel/blocks";
import { MemoryError } from "@unravel/core";
import { type ModelOptions, matchParameters } from "@unravel/models";
import { type Evaluation, evaluate } from "@unravel/train";
import { type AddCommand, type Call, defineCommand, integerWithin, shareOrCount } from "../command.ts";
import { requireDevice, withDevice } from "../devices.ts";
import { advising, type ExitCode, exitCodes } from "../failures.ts";
import {
  chooseSource,
  type DataFlags,
  type Part,
  parts,
  publishedNormalisation,
  withDataFlags,
} from "../inputs/data.ts";
import { type DeviceFlags, withDeviceFlags } from "../inputs/device-flags.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf, withModelFlags } from "../inputs/model-flags.ts";
import {
  chooseNormalisation,
  type NormalisationFlags,
  normalisationRecord,
  withNormalisationFlags,
} from "../inputs/normalisation.ts";
import { requireWeights, withNetworkFlags } from "../inputs/weights.ts";
import { interruption } from "../interruption.ts";
import { oneOf } from "../names.ts";
import { classTable, confusionTable, evaluationLine } from "../output/evaluation.ts";
import { clock, count } from "../output/format.ts";
import { speedText, startClock } from "../output/speed.ts";

type Options = ModelOptions &
  NormalisationFlags &
  DataFlags &
  DeviceFlags & {
    readonly model?: string;
    readonly weights?: string;
    readonly split: string;
    readonly validation: number;
    readonly batch: number;
    readonly perClass?: boolean;
    readonly confusion?: boolean;
  };

async function run({ options, report, commandLine }: Call<Options>): Promise<ExitCode> {
  const signal = interruption(report.notice, "stopping");
  requireDevice(options);
  const flags = modelOptionsOf(options);
  const part = oneOf("split", options.split, Object.keys(parts) as Part[]);
  const weights = await requireWeights(options.weights);
  const { input } = await chooseModel(options.model, flags, { weights });
  const source = await chooseSource(options, [input[1], input[2]]);
  const set = await parts[part]({ ...source, report, signal }, options.validation);
  const model = await chooseModel(options.model, flags, { weights, classes: set.classes.length });
  const { parameters, notices } = matchParameters(parametersOf(model), weights.tensors);
  for (const notice of [...weights.notices, ...notices]) report.notice(notice);
  const { normalisation, from } = chooseNormalisation(options, weights, set, publishedNormalisation(source));

  await withDevice(options, report.notice, async (device) => {
    const time = startClock();
    const evaluation = await advising(MemoryError, "--batch makes the batch smaller.", () =>
      evaluate({
        model,
        parameters,
        set,
        normalisation,
        device,
        batch: options.batch,
        signal,
        onProgress(done, total) {
          const speed = time.speed(done, total);
          report.progress({ done, total, text: speedText(speed), data: { done, total, ...speed } });
        },
      }),
    );
    const seconds = time.seconds();
    const { perClass, confusion, ...totals } = evaluation;
    report.answer(
      {
        ...totals,
        ...(options.perClass ? { perClass } : {}),
        ...(options.confusion ? { confusion } : {}),
        model: model.name,
        weights: { file: options.weights, format: weights.format, origin: weights.dialect },
        data: { name: set.name, split: part, classes: set.classes, known: set.provenance.known },
        normalisation: { ...normalisationRecord(normalisation), from },
        device: { name: device.name, description: device.description },
        seconds,
        command: commandLine,
        notices: report.notices,
      },
      () =>
        [
          `${model.name}, ${weights.format} weights (${weights.dialect}), on ${count(evaluation.images)} images of ${set.name} (${part})`,
          `normalised by ${from}; ${device.name} took ${clock(seconds)}`,
          evaluationLine(evaluation),
          ...details(options, evaluation),
        ].join("\n"),
    );
  });
  return exitCodes.ok;
}

const details = ({ perClass, confusion }: Options, evaluation: Evaluation): string[] => [
  ...(perClass ? ["", classTable(evaluation)] : []),
  ...(confusion ? ["", confusionTable(evaluation)] : []),
];

export const evaluateCommand: AddCommand = defineCommand<Options>({
  name: "eval",
  summary: "test weights on images",
  examples: [
    [
      "unravel eval --model resnet20 --weights resnet20-12fca82f.th --data cifar10",
      "someone's PyTorch weights; the file tells how images are normalised and which shortcuts it needs",
    ],
    [
      "unravel eval --model resnet20 --weights w.safetensors --data cifar10 --data-dir ~/cifar --per-class --confusion",
      "your own copy of CIFAR-10; the error of each class, and what is taken for what",
    ],
    [
      "unravel eval --model mine.json --weights mine.pth --data photos/ --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25",
      "a network of your own on a folder of classes",
    ],
  ],
  configure: (command) =>
    withModelFlags(
      withNormalisationFlags(withDeviceFlags(withDataFlags(withNetworkFlags(command))))
        .option("--split <name>", `which images: ${Object.keys(parts).join(", ")}`, "test")
        .option("--validation <n>", "the training images of --split validation: a number or a share", shareOrCount, 0.1)
        .option("--batch <n>", "images that run together", integerWithin(1, 65_536), 100)
        .option("--per-class", "the error of each class")
        .option("--confusion", "what is taken for what"),
    ),
  run,
});
