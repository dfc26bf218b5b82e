// What deleting blocks is, as a model and the values of its gates.
import { type Model, pathName, spliceBlocks } from "@unravel/blocks";
import type { Gates } from "@unravel/core";

/** `model` is to be tested with `gates`; it is the whole model itself where gates alone do it. */
export type Lesion = { readonly model: Model; readonly gates: Gates };

/** Cuts the block `name` out of its stage. Throws where what is before and after it does not fit. */
function cut(model: Model, name: string): Model {
  const stage = model.stages.findIndex((blocks) => blocks.some((block) => block.name === name));
  const index = model.stages[stage]!.findIndex((block) => block.name === name);
  return spliceBlocks(model, stage, index, 1);
}

/**
 * Deletes `blocks`: a residual block's branches get the gate 0, so that its shortcut alone is left (Veit et al. 2016,
 * section 4.1). A plain block has nothing that could stay and is cut out. Throws an Error where that does not fit.
 */
export function deleteBlocks(model: Model, blocks: readonly string[]): Lesion {
  const gone = model.stages.flat().filter(({ name }) => blocks.includes(name));
  const branches = gone
    .filter(({ shortcut }) => shortcut !== null)
    .flatMap((block) => block.branches.map((_, path) => pathName({ block: block.name, path })));
  return {
    model: gone.filter(({ shortcut }) => shortcut === null).reduce((rest, { name }) => cut(rest, name), model),
    gates: Object.fromEntries(branches.map((name) => [name, 0])),
  };
}

/** Why `blocks` cannot be deleted; undefined if they can. */
export function refusal(model: Model, blocks: readonly string[]): string | undefined {
  try {
    deleteBlocks(model, blocks);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
