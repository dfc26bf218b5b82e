// unravel shuffle: the error of a trained network whose blocks have changed places.
import { studyDraws } from "@unravel/analysis";
import { type AddCommand, defineCommand, integerWithin, wholeNumbers } from "../command.ts";
import { type LesionFlags, runLesions, withLesionFlags } from "../studies/lesions.ts";

type Options = LesionFlags & { readonly swaps: readonly number[]; readonly draws: number; readonly seed: number };

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
    withLesionFlags(command)
      .option("--swaps <counts>", "pairs to swap, one after another: 1-10,15,20", wholeNumbers, [1, 2, 4, 8, 16, 32])
      .option("--draws <n>", "draws of each number", integerWithin(1, 1e6), 20)
      .option("--seed <n>", "what the draws depend on", integerWithin(0, 2 ** 31 - 1), 0),
  run: (call) => {
    const { swaps: counts, draws, seed } = call.options;
    return runLesions(call, "testing shuffles", (subject, how) =>
      studyDraws(subject, "shuffles", { counts, draws, seed }, how),
    );
  },
});
