// unravel shuffle: the error of a trained network whose blocks have changed places.
import { studyDraws } from "@unravel/analysis";
import { type AddCommand, defineCommand, integerWithin, wholeNumbers } from "../command.ts";
import { type TestedFlags, withTestedFlags } from "../inputs/tested.ts";
import { requireWeights } from "../inputs/weights.ts";
import { type StudyFlags, withStudyFlags } from "../output/study.ts";
import { keeping, withKeepFlag } from "../studies/kept.ts";
import { runStudy } from "../studies/run.ts";

type Options = TestedFlags &
  StudyFlags & { readonly swaps: readonly number[]; readonly draws: number; readonly seed: number };

export const shuffle: AddCommand = defineCommand<Options>({
  name: "shuffle",
  summary: "swap blocks of the same shape in a trained network and test it (Veit et al. 2016)",
  examples: [
    [
      "unravel shuffle --model resnet56 --weights resnet56-4bfd9763.th --data cifar10 --svg shuffles.svg",
      "error against how far the order is from the trained one (Kendall's tau)",
    ],
    ["unravel shuffle --weights own.safetensors --data cifar10 --swaps 1,2,4,8,16 --draws 50", "more draws"],
  ],
  configure: (command) =>
    withKeepFlag(withStudyFlags(withTestedFlags(command)))
      .option("--swaps <counts>", "pairs to swap, one after another: 1-10,15,20", wholeNumbers, [1, 2, 4, 8, 16, 32])
      .option("--draws <n>", "draws of each number", integerWithin(1, 1e6), 20)
      .option("--seed <n>", "what the draws depend on", integerWithin(0, 2 ** 31 - 1), 0),
  run: async (call) => {
    const { swaps: counts, draws, seed, weights, keep } = call.options;
    return runStudy(call, await requireWeights(weights), {
      what: "testing shuffles",
      study: (subject, how) =>
        keeping(keep, subject, how, call.report, (kept) =>
          studyDraws(subject, "shuffles", { counts, draws, seed }, kept),
        ),
    });
  },
});
