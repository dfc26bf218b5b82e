// What networks really are, in words, beside the papers'.
import { pathsOf, zooOptions } from "@unravel/models";
import { hasStochasticDepth, type SurvivalDraw } from "@unravel/train";
import { units } from "../paths/index.ts";
import { asPublished, type Beside, bothTexts } from "./beside.ts";
import type { PlannedRun } from "./plan.ts";
import { lengthText } from "./scaling.ts";

/** Layers with weights on the longest way through the network, as the papers count them: convolutions, and the classifier. */
function countLayers({ model: { stem, stages, head } }: PlannedRun): number {
  const passed = units.layers.branch;
  const inBlocks = stages.flat().map(({ branches }) => Math.max(...branches.map(({ ops }) => passed(ops))));
  return (
    passed(stem) + inBlocks.reduce((sum, layers) => sum + layers, 0) + head.filter(({ op }) => op === "linear").length
  );
}

const option =
  (name: "depths" | "branches" | "widths" | "input" | "classes") =>
  ({ network: { name: base, options } }: PlannedRun): string => {
    const value = { ...zooOptions(base), ...options }[name] ?? 1;
    return Array.isArray(value) ? value.join("-") : String(value);
  };

/** What says how large a network is. */
const sizes: readonly { readonly about: string; readonly of: (run: PlannedRun) => string }[] = [
  { about: "layers", of: (run) => countLayers(run).toLocaleString("en-US") },
  ...(["depths", "branches", "widths", "input", "classes"] as const).map((name) => ({ about: name, of: option(name) })),
];

/** "resnet110 with layers 8 (published: 110), depths 1-1-1 (published: 18-18-18)": the sizes that differ from the paper's. */
export function networkText(row: Beside): string {
  const { run, published } = row;
  const changed = sizes.filter(({ of }) => of(run) !== of(published));
  const parts = changed.map(({ about, of }) => `${about} ${bothTexts(row, of)}`);
  return parts.length > 0 ? `${run.network.name} with ${parts.join(", ")}` : `${run.network.name} as published`;
}

/** How many survive a step where they survive `mean` times on average. */
const survivors: Readonly<Record<SurvivalDraw, (mean: number) => string>> = {
  independent: (mean) => `on average ${Number(mean.toFixed(1))}`,
  fixedCount: (mean) => (Number.isInteger(mean) ? String(mean) : `${Math.floor(mean)} or ${Math.ceil(mean)}`),
};

/** "3 or 4 of 9". */
function survivalCount({ model, recipe }: PlannedRun): string {
  const mortal = model.stages.flat().flatMap((block) => pathsOf(block).filter(({ path }) => path.survival < 1));
  const mean = mortal.reduce((sum, { path }) => sum + path.survival, 0);
  // Off by the rounding of a sum, 23 were 22.999999999999996.
  return `${survivors[recipe.survivalDraw](Number(mean.toFixed(9)))} of ${mortal.length}`;
}

/** How many residual functions take part in a training step; null for a network that has them all in each. */
export const survivalText = (row: Beside): string | null =>
  hasStochasticDepth(row.run.model) ? `A training step has ${bothTexts(row, survivalCount)} residual functions` : null;

/** "8", "8 to 404". */
function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => value.toLocaleString("en-US"));
  return least === most ? least! : `${least} to ${most}`;
}

const distinct = (texts: readonly string[]): string => [...new Set(texts)].join(" or ");

/** What the networks of all rows are and how long they were trained, in a few words, for who sees a figure alone. */
export function essentialsOf(rows: readonly Beside[]): string[] {
  if (rows.length === 0) return [];
  const runs = rows.map(({ run }) => run);
  const papers = rows.map(({ published }) => published);
  const both = (textOf: (all: readonly PlannedRun[]) => string) => asPublished(textOf(runs), textOf(papers));
  return [
    `layers ${both((all) => range(all.map(countLayers)))}`,
    `widths ${both((all) => distinct(all.map(option("widths"))))}`,
    `trained for ${both((all) => distinct(all.map(({ recipe }) => lengthText(recipe))))}`,
  ];
}
