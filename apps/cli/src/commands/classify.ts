// unravel classify: what is in these images.
import { parameters as parametersOf } from "@unravel/blocks";
import { type ModelOptions, matchParameters, savedClasses } from "@unravel/models";
import { createClassifier, type Guess } from "@unravel/train";
import { type AddCommand, type Call, commaList, defineCommand, integerWithin } from "../command.ts";
import { requireDevice, withDevice } from "../devices.ts";
import { type ExitCode, exitCodes, UsageError } from "../failures.ts";
import { type DeviceFlags, withDeviceFlags } from "../inputs/device-flags.ts";
import { readImage } from "../inputs/images.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf, withModelFlags } from "../inputs/model-flags.ts";
import {
  type NormalisationFlags,
  normalisationRecord,
  statedNormalisation,
  withNormalisationFlags,
} from "../inputs/normalisation.ts";
import { requireWeights, withNetworkFlags } from "../inputs/weights.ts";
import { interruption } from "../interruption.ts";
import { bar, count, percent, printable } from "../output/format.ts";
import { table } from "../output/table.ts";

type Options = ModelOptions &
  NormalisationFlags &
  DeviceFlags & {
    readonly model?: string;
    readonly weights?: string;
    readonly names?: readonly string[];
    readonly top: number;
    readonly shorterSide?: number;
  };

async function run({ options, operands, report, commandLine }: Call<Options>): Promise<ExitCode> {
  const signal = interruption(report.notice, "stopping");
  requireDevice(options);
  const weights = await requireWeights(options.weights);
  const model = await chooseModel(options.model, modelOptionsOf(options), { weights });
  const { parameters, notices } = matchParameters(parametersOf(model), weights.tensors);
  for (const notice of [...weights.notices, ...notices]) report.notice(notice);
  const stated = statedNormalisation(options, weights, model.input[0]);
  if (!stated) {
    throw new UsageError(
      "How are images normalised? These weights do not say: add --mean and --std, as in their training.",
    );
  }
  const classes = options.names ?? savedClasses(weights);

  await withDevice(options, report, async (device) => {
    const { normalisation, from } = stated;
    const classifier = await createClassifier({
      model,
      parameters,
      device,
      normalisation,
      ...(classes ? { classes } : {}),
    });
    const images: { readonly file: string; readonly guesses: readonly Guess[] }[] = [];
    for (const file of operands) {
      const [guesses] = await classifier.classify([await readImage(file, model, options.shorterSide)], {
        top: options.top,
        signal,
      });
      images.push({ file, guesses: guesses! });
      const [done, total] = [images.length, operands.length];
      report.progress({ done, total, text: `${count(done)} of ${count(total)} images`, data: { done, total } });
    }
    classifier.dispose();
    report.answer(
      {
        images,
        model: model.name,
        weights: { file: options.weights, format: weights.format, origin: weights.dialect },
        normalisation: { ...normalisationRecord(normalisation), from },
        device: { name: device.name, description: device.description },
        command: commandLine,
        notices: report.notices,
      },
      () => images.map(({ file, guesses }) => `${printable(file)}\n${guessTable(guesses)}`).join("\n\n"),
    );
  });
  return exitCodes.ok;
}

const barWidth = 30;

/** A row for each class: its name and its probability. */
const guessTable = (guesses: readonly Guess[]): string =>
  table(
    [{ heading: "class" }, { heading: "probability", align: "right" }, { heading: "" }],
    guesses.map(({ label, probability }) => [label, percent(100 * probability), bar(probability, barWidth)]),
  );

export const classify: AddCommand = defineCommand<Options>({
  name: "classify",
  summary: "name what is in images, with probabilities",
  examples: [
    ["unravel classify cat.jpg dog.png --weights runs/mine/weights.safetensors", "by a network that you trained"],
    [
      "unravel classify cat.jpg --model resnet20 --weights resnet20-12fca82f.th --top 3 --json",
      "by someone's PyTorch weights, the three likeliest classes, for programs",
    ],
    [
      "unravel classify cat.jpg --model resnet50 --weights resnet50.pth --shorter-side 256",
      "as ImageNet's networks are tested: scaled to 256 pixels, the middle 224 cut out",
    ],
  ],
  configure: (command) =>
    withModelFlags(
      withNormalisationFlags(withDeviceFlags(withNetworkFlags(command.argument("<images...>", "JPEG or PNG files"))))
        .option("--names <list>", "the classes' names, in order: cat,dog (default: what the weights know)", commaList)
        .option("--top <n>", "how many classes of each image", integerWithin(1, 65_536), 5)
        .option("--shorter-side <pixels>", "scale images to this before cutting", integerWithin(1, 16_384)),
    ),
  run,
});
