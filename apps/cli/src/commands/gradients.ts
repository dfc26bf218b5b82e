// unravel gradients: the gradient that paths of each length carry.
import { studyPathGradients } from "@unravel/analysis";
import { type AddCommand, defineCommand, integerWithin, numberWithin } from "../command.ts";
import { type TestedFlags, withTestedFlags } from "../inputs/tested.ts";
import { loadWeights } from "../inputs/weights.ts";
import { type StudyFlags, withStudyFlags } from "../output/study.ts";
import { runStudy } from "../studies/run.ts";
import { chooseStatistics, type StatisticsFlags, withStatisticsFlag } from "../studies/statistics.ts";

type Options = TestedFlags &
  StudyFlags &
  StatisticsFlags & { readonly samples: number; readonly coverage: number; readonly seed: number };

export const gradients: AddCommand = defineCommand<Options>({
  name: "gradients",
  summary: "measure the gradient that paths of each length carry to the input (Veit et al. 2016)",
  examples: [
    [
      "unravel gradients --model resnet56 --weights resnet56-4bfd9763.th --data cifar10 --svg gradients.svg",
      "norm by length with its exponential fit, and the effective paths",
    ],
    ["unravel gradients --model resnet20 --data synthetic --statistics batch --samples 5", "an untrained network"],
  ],
  configure: (command) =>
    withStudyFlags(withStatisticsFlag(withTestedFlags(command, 32), "running"))
      .option("--samples <n>", "paths of each length; sample s sees batch s of the images", integerWithin(1, 1e6), 20)
      .option("--coverage <share>", "the share of the gradient that effective paths carry", numberWithin(0, 1), 0.95)
      .option("--seed <n>", "what the paths, and untrained weights, depend on", integerWithin(0, 2 ** 31 - 1), 0),
  run: async (call) => {
    const { samples, coverage, seed, weights } = call.options;
    const statistics = chooseStatistics(call.options);
    return runStudy(call, weights === undefined ? undefined : await loadWeights(weights), {
      what: "samples",
      study: (subject, how) => studyPathGradients(subject, { ...how, samples, seed, statistics, coverage }),
    });
  },
});
