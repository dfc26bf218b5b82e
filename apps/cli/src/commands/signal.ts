// unravel signal: how values and gradients propagate from block to block.
import { studySignal } from "@unravel/analysis";
import { type AddCommand, defineCommand, integerWithin } from "../command.ts";
import { UsageError } from "../failures.ts";
import { type TestedFlags, withTestedFlags } from "../inputs/tested.ts";
import { loadWeights } from "../inputs/weights.ts";
import { type StudyFlags, withStudyFlags } from "../output/study.ts";
import { runStudy } from "../studies/run.ts";
import { chooseStatistics, type StatisticsFlags, withStatisticsFlag } from "../studies/statistics.ts";

type Options = TestedFlags & StudyFlags & StatisticsFlags;

export const signal: AddCommand = defineCommand<Options>({
  name: "signal",
  summary: "follow variance and gradient from block to block, and through the shortcuts alone (He et al. 2016b)",
  examples: [
    [
      "unravel signal --model resnet110 --shortcut scaled --scale 0.5,0.5 --data synthetic --svg signal.svg",
      "an untrained network whose shortcuts halve: the gradient vanishes",
    ],
    ["unravel signal --model preresnet110 --data cifar10", "clean shortcuts, at initialisation"],
    ["unravel signal --weights own.safetensors --data cifar10 --statistics running", "after training"],
  ],
  configure: (command) =>
    withStudyFlags(withStatisticsFlag(withTestedFlags(command, 32), "batch")).option(
      "--seed <n>",
      "what untrained weights depend on (default: 0)",
      integerWithin(0, 2 ** 31 - 1),
    ),
  run: async (call) => {
    const { weights, seed, images, batch } = call.options;
    if (images !== undefined && images > batch) {
      throw new UsageError(
        `--images ${images} would change nothing beyond --batch ${batch}: one batch is followed. Give --batch ${images}, or leave out --images.`,
      );
    }
    if (weights !== undefined && seed !== undefined) {
      throw new UsageError(
        "--seed would change nothing: only untrained weights depend on it. Leave out --weights or --seed.",
      );
    }
    const statistics = chooseStatistics(call.options);
    return runStudy(call, weights === undefined ? undefined : await loadWeights(weights), {
      what: "passes",
      study: (subject, how) => studySignal(subject, { ...how, statistics }),
    });
  },
});
