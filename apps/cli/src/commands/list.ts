// unravel list: every name that the other commands take.
import { listModels } from "@unravel/models";
import { pretrained } from "@unravel/models/pretrained";
import { recipes } from "@unravel/train";
import { type AddCommand, defineCommand } from "../command.ts";
import { deviceTable } from "../device-table.ts";
import { exitCodes } from "../failures.ts";
import { datasets } from "../inputs/datasets.ts";
import { describeRecipe } from "../inputs/recipe.ts";
import { oneOf } from "../names.ts";
import { table } from "../output/table.ts";

/** A name and what it stands for. */
type Listing = { readonly name: string; readonly about: string };

/** What can be listed. */
const lists: Readonly<Record<string, () => readonly Listing[]>> = {
  models: listModels,
  weights: () => Object.entries(pretrained).map(([name, { about }]) => ({ name, about })),
  recipes: () => Object.values(recipes).map((recipe) => ({ name: recipe.name, about: describeRecipe(recipe) })),
  datasets: () => Object.entries(datasets).map(([name, { about }]) => ({ name, about })),
  devices: () => deviceTable.map(({ name, about }) => ({ name, about })),
};

const titles = Object.keys(lists);

export const list: AddCommand = defineCommand<Record<string, never>>({
  name: "list",
  summary: "list the models, weights, recipes, data sets and devices that there are",
  examples: [
    ["unravel list", "everything"],
    ["unravel list models", "the networks of the zoo"],
    ["unravel list recipes --json", "for programs"],
  ],
  configure: (command) => command.argument("[what]", `one of ${titles.join(", ")} (default: all)`),
  async run({ operands: [what], report }) {
    const chosen = what === undefined ? titles : [oneOf("list", what, titles)];
    const found = chosen.map((title) => ({ title, listings: lists[title]!() }));
    report.answer(Object.fromEntries(found.map(({ title, listings }) => [title, listings])), () =>
      found
        .map(({ title, listings }) =>
          table(
            [{ heading: title }, { heading: "" }],
            listings.map(({ name, about }) => [name, about]),
          ),
        )
        .join("\n\n"),
    );
    return exitCodes.ok;
  },
});
