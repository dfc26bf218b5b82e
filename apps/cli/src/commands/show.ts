// unravel show: a network in figures, and as a drawing.
import { countMacs, countParameters, drawing, summary, toJson } from "@unravel/blocks";
import type { ModelOptions } from "@unravel/models";
import { type AddCommand, defineCommand } from "../command.ts";
import { exitCodes } from "../failures.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf, withModelFlags } from "../inputs/model-flags.ts";
import { inputPaths } from "../inputs/named.ts";
import { requireWritable, save } from "../output/save.ts";

export const show: AddCommand = defineCommand<ModelOptions & { svg?: string; save?: string }>({
  name: "show",
  summary: "show a network: its blocks, shapes, parameters and multiply-adds",
  examples: [
    ["unravel show resnet20", "the network of He et al. 2016a"],
    ["unravel show resnet110 --order preact --shortcut shortcutGate", "a network of the zoo, changed"],
    ["unravel show resnet56 --svg resnet56.svg", "its drawing"],
    ["unravel show resnet20 --classes 100 --save mine.json", "a file to edit, and to use as --model mine.json"],
  ],
  configure: (command) =>
    withModelFlags(
      command
        .argument("<model>", "a name of the zoo (unravel list models), or a model's .json file")
        .option("--svg <file>", "draw the network into this file")
        .option("--save <file>", "write the network as JSON into this file"),
    ),
  async run({ options, operands, report }) {
    const [source] = operands;
    const model = await chooseModel(source!, modelOptionsOf(options));
    const written = [options.svg, options.save].flatMap((path) => path ?? []);
    await requireWritable(written, inputPaths({ model: source! }));
    if (options.svg !== undefined) await save(options.svg, drawing(model));
    if (options.save !== undefined) await save(options.save, toJson(model));
    report.answer(
      {
        name: model.name,
        input: model.input,
        blocks: model.stages.flat().length,
        parameters: countParameters(model),
        macs: countMacs(model),
        written,
      },
      () => [summary(model), ...written.map((path) => `wrote ${path}`)].join("\n"),
    );
    return exitCodes.ok;
  },
});
