// The recipe that --recipe names, and the flags that change it, under timm's names where timm has them.
import { parseRecipe, type Recipe, type RecipeName, recipes, type SurvivalDraw, survivalDraws } from "@unravel/train";
import type { Command } from "commander";
import { integerWithin, numberWithin, shareOrCount } from "../command.ts";
import { UsageError } from "../failures.ts";
import { oneOf } from "../names.ts";
import { printable } from "../output/format.ts";
import { isJsonPath, readUserJson } from "./file.ts";

/** The recipe's flags as commander gives them. */
export type RecipeFlags = {
  readonly epochs?: number;
  readonly steps?: number;
  readonly batchSize?: number;
  readonly gradAccumSteps?: number;
  readonly lr?: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly warmupEpochs?: number;
  readonly warmupLr?: number;
  readonly smoothing?: number;
  readonly modelEmaDecay?: number;
  readonly survivalDraw?: SurvivalDraw;
  readonly validation?: number;
};

/** A row: the flag's form, how it is read, what it does, and the recipe that it makes. */
type Row<Value> = {
  readonly form: string;
  readonly parse: (text: string) => Value;
  readonly about: string;
  readonly apply: (recipe: Recipe, value: Value) => Recipe;
};

const many = 1e9;

const withOptimiser = (recipe: Recipe, change: Partial<Recipe["optimiser"]>): Recipe => ({
  ...recipe,
  optimiser: { ...recipe.optimiser, ...change },
});

const withSchedule = (recipe: Recipe, change: Partial<Recipe["schedule"]>): Recipe => ({
  ...recipe,
  schedule: { ...recipe.schedule, ...change },
});

/** A warm-up that a recipe lacks starts at a tenth of its rate, as in He et al. 2016a. */
const warmUpRate = ({ schedule }: Recipe): number => schedule.warmUp?.rate ?? schedule.rate / 10;

/** In the order in which they apply: the warm-up's default rate is a share of --lr. */
const rows: { readonly [Name in keyof RecipeFlags]-?: Row<NonNullable<RecipeFlags[Name]>> } = {
  epochs: {
    form: "--epochs <n>",
    parse: integerWithin(1, many),
    about: "passes over the training images",
    apply: (recipe, epochs) => ({ ...recipe, length: { epochs } }),
  },
  steps: {
    form: "--steps <n>",
    parse: integerWithin(1, many),
    about: "updates, in place of epochs",
    apply: (recipe, steps) => ({ ...recipe, length: { steps } }),
  },
  batchSize: {
    form: "--batch-size <n>",
    parse: integerWithin(1, 65_536),
    about: "images of one update",
    apply: (recipe, batch) => ({ ...recipe, batch }),
  },
  gradAccumSteps: {
    form: "--grad-accum-steps <n>",
    parse: integerWithin(1, 65_536),
    about: "equal parts of a batch that run one after another, to save memory",
    apply: (recipe, accumulate) => ({ ...recipe, accumulate }),
  },
  lr: {
    form: "--lr <rate>",
    parse: numberWithin(0, 1e30),
    about: "the highest learning rate",
    apply: (recipe, rate) => withSchedule(recipe, { rate }),
  },
  momentum: {
    form: "--momentum <x>",
    parse: numberWithin(0, 1),
    about: "momentum of the gradient",
    apply: (recipe, momentum) => withOptimiser(recipe, { momentum }),
  },
  weightDecay: {
    form: "--weight-decay <x>",
    parse: numberWithin(0, 1),
    about: "weight decay",
    apply: (recipe, weightDecay) => withOptimiser(recipe, { weightDecay }),
  },
  warmupLr: {
    form: "--warmup-lr <rate>",
    parse: numberWithin(0, 1e30),
    about: "learning rate of the warm-up (default: a tenth of --lr)",
    apply: (recipe, rate) =>
      withSchedule(recipe, { warmUp: { until: recipe.schedule.warmUp?.until ?? { epochs: 1 }, rate } }),
  },
  warmupEpochs: {
    form: "--warmup-epochs <n>",
    parse: numberWithin(0, many),
    about: "length of the warm-up",
    apply: (recipe, epochs) =>
      withSchedule(recipe, { warmUp: epochs === 0 ? null : { rate: warmUpRate(recipe), until: { epochs } } }),
  },
  smoothing: {
    form: "--smoothing <x>",
    parse: numberWithin(0, 0.999),
    about: "label smoothing",
    apply: (recipe, labelSmoothing) => ({ ...recipe, labelSmoothing }),
  },
  modelEmaDecay: {
    form: "--model-ema-decay <x>",
    parse: numberWithin(0, 0.999999),
    about: "keep an exponential moving average of the weights, and test that",
    apply: (recipe, averageDecay) => ({ ...recipe, averageDecay }),
  },
  survivalDraw: {
    form: "--survival-draw <name>",
    parse: (text) => oneOf("draw", text, survivalDraws),
    about: `of paths that need not survive a step (--survival): ${survivalDraws.join(", ")} (as many in each step)`,
    apply: (recipe, survivalDraw) => ({ ...recipe, survivalDraw }),
  },
  validation: {
    form: "--validation <n>",
    parse: shareOrCount,
    about: "training images held out to choose by: a number of them, or a share like 0.1",
    apply: (recipe, validation) => ({ ...recipe, validation }),
  },
};

const names = Object.keys(rows) as (keyof RecipeFlags)[];

/** Adds the flags to a command, under a heading of their own. */
export function withRecipeFlags(command: Command): Command {
  for (const name of names) {
    const { form, parse, about } = rows[name];
    command.addOption(command.createOption(form, about).argParser<unknown>(parse).helpGroup("Changes to the recipe:"));
  }
  return command;
}

async function find(source: string): Promise<Recipe> {
  if (!isJsonPath(source)) return recipes[oneOf("recipe", source, Object.keys(recipes) as RecipeName[])];
  const json = await readUserJson(source);
  try {
    return parseRecipe(json);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Error(`${printable(source)}: ${error.message}`, { cause: error });
  }
}

/** The recipe called `source` (a name or a JSON file) with `flags` on top. Throws a UsageError where they contradict. */
export async function chooseRecipe(source: string, flags: RecipeFlags): Promise<Recipe> {
  if (flags.epochs !== undefined && flags.steps !== undefined) {
    throw new UsageError("--epochs and --steps both say how long to train: give one of them.");
  }
  const changed = names.reduce(
    (recipe, name) => {
      const value = flags[name];
      return value === undefined ? recipe : (rows[name] as Row<typeof value>).apply(recipe, value);
    },
    await find(source),
  );
  try {
    return parseRecipe(changed);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const lengthText = (length: { epochs: number } | { steps: number }): string =>
  Object.entries(length)
    .map(([unit, amount]) => `${amount.toLocaleString("en-US")} ${unit}`)
    .join("");

/** A recipe in a line: "batch 128, 64,000 steps, rate 0.1 (steps), ...". */
export const describeRecipe = ({ batch, length, schedule, optimiser, validation, augmentation }: Recipe): string =>
  [
    `batch ${batch}`,
    lengthText(length),
    `rate ${schedule.rate} (${schedule.curve.kind}${schedule.warmUp ? ", warm-up" : ""})`,
    `momentum ${optimiser.momentum}${optimiser.nesterov ? " (Nesterov)" : ""}`,
    `weight decay ${optimiser.weightDecay}`,
    `${validation > 0 && validation < 1 ? `${100 * validation}% of the` : validation.toLocaleString("en-US")} images held out`,
    ...(augmentation && "shorterSide" in augmentation
      ? ["data only: it cannot train here, since it scales images at random"]
      : []),
  ].join(", ");
