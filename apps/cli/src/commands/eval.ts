// unravel eval: how well given weights classify given images.
import { MemoryError } from "@unravel/core";
import { type Evaluation, evaluate, requireFiniteLoss } from "@unravel/train";
import { type AddCommand, type Call, defineCommand } from "../command.ts";
import { requireDevice, withDevice } from "../devices.ts";
import { advising, type ExitCode, exitCodes } from "../failures.ts";
import { normalisationRecord } from "../inputs/normalisation.ts";
import { loadTested, type TestedFlags, withTestedFlags } from "../inputs/tested.ts";
import { requireWeights } from "../inputs/weights.ts";
import { interruption } from "../interruption.ts";
import { classTable, confusionTable, evaluationLine } from "../output/evaluation.ts";
import { clock, count } from "../output/format.ts";
import { speedText, startClock } from "../output/speed.ts";

type Options = TestedFlags & { readonly perClass?: boolean; readonly confusion?: boolean };

async function run({ options, report, commandLine }: Call<Options>): Promise<ExitCode> {
  const signal = interruption(report.notice, "stopping");
  requireDevice(options);
  const weights = await requireWeights(options.weights);
  const { part, from, ...tested } = await loadTested(options, weights, report, signal);
  const { model, set, normalisation } = tested;

  await withDevice(options, report, async (device) => {
    const time = startClock();
    const evaluation = await advising(MemoryError, "--batch makes the batch smaller.", () =>
      evaluate({
        ...tested,
        device,
        signal,
        onProgress(done, total) {
          const speed = time.speed(done, total);
          report.progress({ done, total, text: speed ? speedText(speed) : "", data: { done, total, ...speed } });
        },
      }),
    );
    requireFiniteLoss(evaluation, model.name);
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
    withTestedFlags(command)
      .option("--per-class", "the error of each class")
      .option("--confusion", "what is taken for what"),
  run,
});
