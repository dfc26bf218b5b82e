// unravel lesion: the error of a trained network without some of its parts.
import {
  deletion,
  eachDeletion,
  type LesionOptions,
  type Study,
  type Subject,
  stageDeletions,
  studyDraws,
  studyLesions,
} from "@unravel/analysis";
import { type AddCommand, commaList, defineCommand, integerWithin, wholeNumbers } from "../command.ts";
import { UsageError } from "../failures.ts";
import { flagName } from "../output/format.ts";
import { type LesionFlags, runLesions, withLesionFlags } from "../studies/lesions.ts";

type Options = LesionFlags & {
  readonly each?: boolean;
  readonly stages?: boolean;
  readonly blocks?: readonly string[];
  readonly random?: readonly number[];
  readonly draws?: number;
};

type Kind = "each" | "stages" | "blocks" | "random";

/** What each flag deletes. */
const kinds: Readonly<Record<Kind, (subject: Subject, options: Options, how: LesionOptions) => Promise<Study>>> = {
  each: (subject, _, how) => studyLesions(subject, eachDeletion(subject.model), how),
  stages: (subject, _, how) => studyLesions(subject, stageDeletions(subject.model), how),
  blocks: (subject, { blocks = [] }, how) => studyLesions(subject, [deletion(...blocks)], how),
  random: (subject, { random = [], draws = 20, seed = 0 }, how) =>
    studyDraws(subject, "deletions", { counts: random, draws, seed }, how),
};

/** The kind that the flags ask for; each part alone where they do not say. Throws a UsageError for two, and for flags that it has no use for. */
function kindOf(options: Options): Kind {
  const given = (Object.keys(kinds) as Kind[]).filter((kind) => options[kind] !== undefined);
  const [kind = "each", ...others] = given;
  if (others.length > 0) {
    throw new UsageError(`${given.map(flagName).join(" and ")} ask for different lesions: give one of them.`);
  }
  const idle = (["draws", "seed"] as const).filter((name) => options[name] !== undefined).map(flagName);
  if (kind !== "random" && idle.length > 0) {
    throw new UsageError(
      `${idle.join(" and ")} would change nothing: only --random draws lesions. Add it, or leave ${idle.join(" and ")} out.`,
    );
  }
  return kind;
}

export const lesion: AddCommand = defineCommand<Options>({
  name: "lesion",
  summary: "delete parts of a trained network and test what is left (Veit et al. 2016)",
  examples: [
    [
      "unravel lesion --model resnet56 --weights resnet56-4bfd9763.th --data cifar10 --svg lesions.svg",
      "each block alone; a plain network loses each layer that keeps the shape",
    ],
    ["unravel lesion --weights own.safetensors --data cifar10 --stages", "each stage without all its blocks"],
    [
      "unravel lesion --weights own.safetensors --data cifar10 --random 1-10,15,20 --draws 20 --md lesions.md --keep lesions.json",
      "so many random blocks, 20 draws of each number; interrupted, the same command goes on",
    ],
    [
      "unravel lesion --weights own.safetensors --data cifar10 --blocks layer1.1,layer2.0 --reestimate 5000",
      "two blocks together, batch norm's statistics taken anew from training images",
    ],
  ],
  configure: (command) =>
    withLesionFlags(command)
      .option("--each", "each deletable part alone (default)")
      .option("--stages", "each stage without all its deletable parts")
      .option("--blocks <list>", "these blocks, or layers of plain blocks, together", commaList)
      .option("--random <counts>", "so many at random: 1-10,15,20", wholeNumbers)
      .option("--draws <n>", "draws of each number, with --random (default: 20)", integerWithin(1, 1e6))
      .option("--seed <n>", "what --random depends on (default: 0)", integerWithin(0, 2 ** 31 - 1)),
  run: async (call) => {
    const { options } = call;
    const kind = kindOf(options);
    return runLesions(call, "testing lesions", (subject, how) => kinds[kind](subject, options, how));
  },
});
