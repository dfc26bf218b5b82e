// unravel plot: figures of an answer that was kept.
import { type Figure, parseFigure } from "@unravel/analysis/figures";
import { type AddCommand, defineCommand } from "../command.ts";
import { exitCodes, UsageError } from "../failures.ts";
import { readUserJson } from "../inputs/file.ts";
import { oneOf } from "../names.ts";
import { type FigureFlags, withFigureFlags, writeFigures } from "../output/figures.ts";
import { printable } from "../output/format.ts";
import { requireOutputs } from "../output/study.ts";
import { table } from "../output/table.ts";

/** The figures in an answer, or in a list of figures, or a figure by itself. */
function figuresIn(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  const { figures } = (json ?? {}) as { figures?: unknown };
  return Array.isArray(figures) ? figures : [json];
}

type Options = FigureFlags & { readonly figure?: string };

/** The figures of the JSON file `file`. Throws a UsageError where it has none, two of one name, or what is no figure. */
async function readFigures(file: string): Promise<readonly Figure[]> {
  const figures = figuresIn(await readUserJson(file)).map((json) => {
    try {
      return parseFigure(json);
    } catch (error) {
      throw new UsageError(`${printable(file)}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  });
  if (figures.length === 0) {
    throw new UsageError(`${printable(file)} has no figure: expected what an analysis answers with --json.`);
  }
  const names = figures.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UsageError(
      `${printable(file)} has two figures called ${twice}, which would be drawn into one file: give each a name of its own.`,
    );
  }
  return figures;
}

/** The figures that are asked for: all, or the one called `name`. Throws a UsageError for a name that none has. */
function chosen(figures: readonly Figure[], name: string | undefined): readonly Figure[] {
  if (name === undefined) return figures;
  const known = oneOf(
    "figure",
    name,
    figures.map((figure) => figure.name),
  );
  return figures.filter((figure) => figure.name === known);
}

export const plot: AddCommand = defineCommand<Options>({
  name: "plot",
  summary: "draw the figures of an analysis that was kept with --json",
  examples: [
    [
      "unravel plot lesions.json --svg lesions.svg --png lesions.png",
      "the figures of: unravel lesion --weights own.safetensors --data cifar10 --json > lesions.json",
    ],
    ["unravel plot gradients.json", "which figures it has"],
    ["unravel plot gradients.json --figure norm-by-length --svg norm.svg", "one of them"],
  ],
  configure: (command) =>
    withFigureFlags(command.argument("<file>", "a JSON file with figures")).option("--figure <name>", "this one alone"),
  async run({ options, operands, report }) {
    const file = operands[0]!;
    await requireOutputs(options, [file]);
    const all = await readFigures(file);
    const figures = chosen(all, options.figure);
    await requireOutputs(options, [file], figures);
    const written = await writeFigures(figures, options);
    report.answer({ figures: all.map(({ name, title }) => ({ name, title })), written }, () =>
      written.length > 0
        ? written.map((path) => `wrote ${path}`).join("\n")
        : table(
            [{ heading: "figure" }, { heading: "" }],
            all.map(({ name, title }) => [name, title]),
          ),
    );
    return exitCodes.ok;
  },
});
