// What each block is worth: the error without it (Veit et al. 2016, figure 3).
import { type Block, pathName } from "@unravel/blocks";
import type { Device, Gates } from "@unravel/core";
import type { ImageSet } from "@unravel/data";
import { createEvaluator, type EvaluatorOptions, type PassOptions } from "@unravel/train";
import { bar, percent } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { speedText, startClock } from "../output/speed.ts";
import { table } from "../output/table.ts";

/** The error of a network (in %) whose block `block` is its shortcut alone. */
export type WithoutBlock = { readonly block: string; readonly wrong: number; readonly error: number };

/** Gates that close all branches of a block. */
const withoutBranches = ({ name, branches }: Block): Gates =>
  Object.fromEntries(branches.map((_, path) => [pathName({ block: name, path }), 0]));

/** A network with its weights, and how its images are normalised. */
export type Trained = Pick<EvaluatorOptions, "model" | "parameters"> & Pick<PassOptions, "normalisation">;

/** Tests a network on `set` without each of its blocks in turn: one program, other gates. */
export async function testWithoutBlocks(
  { model, parameters, normalisation }: Trained,
  set: ImageSet,
  device: Device,
  report: Report,
  signal: AbortSignal,
): Promise<WithoutBlock[]> {
  const blocks = model.stages.flat();
  const time = startClock();
  const evaluator = await createEvaluator({ model, parameters, device });
  try {
    const found: WithoutBlock[] = [];
    for (const [index, block] of blocks.entries()) {
      const { wrong, error } = await evaluator.evaluate({
        set,
        normalisation,
        gates: withoutBranches(block),
        signal,
        onProgress(images) {
          const [done, total] = [index * set.labels.length + images, blocks.length * set.labels.length];
          const text = `testing without ${block.name}  ${speedText(time.speed(done, total))}`;
          report.progress({ done, total, text, data: { without: block.name, done, total } });
        },
      });
      found.push({ block: block.name, wrong, error });
    }
    return found;
  } finally {
    evaluator.dispose();
  }
}

const barWidth = 40;

/** The errors as a table with bars: the whole network (error `whole`, in %) first. */
export function deletionTable(whole: number, blocks: readonly WithoutBlock[]): string {
  const row = (name: string, error: number, change: string) => [
    name,
    percent(error),
    change,
    bar(error / 100, barWidth),
  ];
  return table(
    [
      { heading: "deleted" },
      { heading: "error", align: "right" },
      { heading: "change", align: "right" },
      { heading: "" },
    ],
    [
      row("nothing", whole, ""),
      ...blocks.map(({ block, error }) =>
        row(block, error, `${error < whole ? "" : "+"}${(error - whole).toFixed(2)}`),
      ),
    ],
  );
}
