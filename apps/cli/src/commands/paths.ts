// unravel paths: a network's paths, counted.
import { studyPaths, type UnitName, units } from "@unravel/analysis";
import type { ModelOptions } from "@unravel/models";
import { type AddCommand, defineCommand } from "../command.ts";
import { UsageError } from "../failures.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf, withModelFlags } from "../inputs/model-flags.ts";
import { inputPaths } from "../inputs/named.ts";
import { oneOf } from "../names.ts";
import { startClock } from "../output/speed.ts";
import { answerStudy, originOf, requireOutputs, type StudyFlags, withStudyFlags } from "../output/study.ts";

type Options = ModelOptions & StudyFlags & { readonly unit: string; readonly range?: string };

/** "5-17" as its two ends. */
function parseRange(text: string): readonly [number, number] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(text) ?? [];
  if (from !== undefined && Number(from) <= Number(to)) return [Number(from), Number(to)];
  throw new UsageError(`--range ${JSON.stringify(text)}: expected two lengths, the shorter first, like 5-17.`);
}

const unitHelp = Object.entries(units)
  .map(([name, { about }]) => `${name} (${about})`)
  .join(", ");

export const paths: AddCommand = defineCommand<Options>({
  name: "paths",
  summary: "count the paths of a network by their length, exactly (Veit et al. 2016)",
  examples: [
    ["unravel paths resnet110 --range 5-17", "2^54 paths, of which 0.4537% have the effective lengths"],
    ["unravel paths preresnet164 --unit layers", "lengths in layers"],
    ["unravel paths resnet110 --branches 2 --svg paths.svg", "a multi-residual network"],
  ],
  configure: (command) =>
    withModelFlags(
      withStudyFlags(command.argument("<model>", "a name of the zoo (unravel list models), or a model's .json file"))
        .option("--unit <name>", `what a length counts: ${unitHelp}`, "modules")
        .option("--range <from-to>", "also the share of the paths with these lengths"),
    ),
  async run(call) {
    const { options, operands, commandLine } = call;
    const inputs = inputPaths({ model: operands[0]! });
    await requireOutputs(options, inputs);
    const time = startClock();
    const unit = oneOf("unit", options.unit, Object.keys(units) as UnitName[]);
    const range = options.range === undefined ? undefined : parseRange(options.range);
    const changed = modelOptionsOf(options);
    const model = await chooseModel(operands[0]!, changed);
    const origin = originOf(commandLine, { options: changed });
    const study = studyPaths(model, { unit, ...(range ? { range } : {}), origin });
    return answerStudy(call, study, time.seconds(), inputs);
  },
});
