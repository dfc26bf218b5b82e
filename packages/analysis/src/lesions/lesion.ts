// Lesions as data, and what each of them is for a network: another model, gates, or other parameters in the same places.
import { type Block, deleteLayer, type Model, pathName, sections, spliceBlocks } from "@unravel/blocks";
import type { Gates, Parameters } from "@unravel/core";
import { evaluationGates } from "@unravel/train";

/** What is done to a network that has been trained. Plain JSON. */
export type Lesion = {
  /** Blocks whose residual functions go, and layers of plain blocks ("layer1.0.conv2"). */
  readonly deleted: readonly string[];
  /** Blocks whose place another one takes: place → who stands there now. All others stay where they are. */
  readonly moved: Readonly<Record<string, string>>;
};

/** Nothing is done. */
export const intact: Lesion = { deleted: [], moved: {} };

/** The lesion that deletes these blocks, or layers of plain blocks. */
export const deletion = (...deleted: readonly string[]): Lesion => ({ ...intact, deleted });

/** A lesion as it is carried out: `model` is the whole one itself where gates and parameters alone do it. */
export type Operation = {
  readonly model: Model;
  /** Forward gates; paths that are not named keep what testing gives them. */
  readonly gates: Gates;
  /** The parameters in their new places: the same record where none moves. */
  readonly place: (parameters: Parameters) => Parameters;
};

const hasShortcut = ({ shortcut }: Block): boolean => shortcut !== null;

/** Cuts the plain block, or the layer of one, called `name` out of `model`. Throws where what is around it would not fit. */
function cut(model: Model, name: string): Model {
  for (const [stage, blocks] of model.stages.entries()) {
    const index = blocks.findIndex((block) => block.name === name);
    if (index >= 0) return spliceBlocks(model, stage, index, 1);
  }
  return deleteLayer(model, name);
}

/** Everything of a parameter's name but its block. */
const inside = (name: string, block: string): string => name.slice(block.length);

function placer(moved: Lesion["moved"]): Operation["place"] {
  const sources = Object.entries(moved);
  if (sources.length === 0) return (parameters) => parameters;
  return (parameters) => {
    const changed = sources.flatMap(([place, source]) =>
      Object.entries(parameters)
        .filter(([name]) => name.startsWith(`${source}.`))
        .map(([name, tensor]) => [`${place}${inside(name, source)}`, tensor] as const),
    );
    return { ...parameters, ...Object.fromEntries(changed) };
  };
}

/** A block that moves takes its survival probability, which testing weighs it by, along. */
function movedSurvival(model: Model, moved: Lesion["moved"]): Gates {
  const own = evaluationGates(model);
  return Object.fromEntries(
    Object.entries(moved).flatMap(([place, source]) =>
      Object.entries(own)
        .filter(([gate]) => gate.startsWith(`${source}.`))
        .map(([gate, value]) => [`${place}${inside(gate, source)}`, value]),
    ),
  );
}

/** Throws an Error unless the blocks that move are exchanged among places that they fit. */
function requireExchange(model: Model, moved: Lesion["moved"]): void {
  const groups = interchangeable(model);
  for (const [place, source] of Object.entries(moved)) {
    if (!groups.some((group) => group.includes(place) && group.includes(source)) && place !== source) {
      throw new Error(
        `${source} cannot take the place of ${place} in ${model.name}: only blocks of one stage, shape and form can; ` +
          "leave blocks that resize where they are",
      );
    }
  }
  const [places, sources] = [Object.keys(moved), Object.values(moved)].map((names) => names.toSorted().join(", "));
  if (places !== sources) {
    throw new Error(`A shuffle puts each block in one place: ${sources} cannot fill the places of ${places}`);
  }
}

/** Throws an Error where a part is named twice, by itself or in its block: what is gone cannot go again, and would be counted as if it had. */
function requireOnce(deleted: Lesion["deleted"]): void {
  const again = deleted.find((name, index) => deleted.indexOf(name) < index);
  if (again !== undefined) throw new Error(`${again} comes twice among what is to be deleted; name each part once`);
  for (const whole of deleted) {
    const part = deleted.find((name) => name.startsWith(`${whole}.`));
    if (part !== undefined) throw new Error(`${part} goes with ${whole}, which is to be deleted too; name one of them`);
  }
}

/**
 * What `lesion` is for `model`. A residual block's branches get the gate 0, so that its shortcut alone is left (Veit et al. 2016,
 * section 4.1); a plain block or layer has nothing that could stay and is cut out. Blocks that change places do so by their parameters.
 * Throws an Error where there is no such block, where one is named twice, or where it does not fit.
 */
export function operate(model: Model, { deleted, moved }: Lesion): Operation {
  const residual = model.stages.flat().filter(hasShortcut);
  const gone = residual.filter(({ name }) => deleted.includes(name));
  const plain = deleted.filter((name) => !gone.some((block) => block.name === name));
  requireOnce(deleted);
  requireExchange(model, moved);
  const closed = gone.flatMap((block) => block.branches.map((_, path) => pathName({ block: block.name, path })));
  return {
    model: plain.reduce(cut, model),
    gates: { ...movedSurvival(model, moved), ...Object.fromEntries(closed.map((name) => [name, 0])) },
    place: placer(moved),
  };
}

/** Why `lesion` cannot be done to `model`; undefined if it can. */
export function lesionRefusal(model: Model, lesion: Lesion): string | undefined {
  try {
    operate(model, lesion);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What two blocks must share to change places: everything but their name and survival. */
function form(block: Block): string {
  const paths = (list: readonly Block["branches"][number][]) => list.map((path) => ({ ...path, survival: 1 }));
  return JSON.stringify({ ...block, name: "", branches: paths(block.branches) });
}

/** Groups of at least two residual blocks that may change places: those of one stage with the same shapes and form. */
export function interchangeable(model: Model): readonly (readonly string[])[] {
  const shapes = new Map(sections(model).map(({ name, input, output }) => [name, [input, output]]));
  const groups = new Map<string, string[]>();
  for (const [stage, blocks] of model.stages.entries()) {
    for (const block of blocks.filter(hasShortcut)) {
      const key = JSON.stringify([stage, shapes.get(block.name), form(block)]);
      groups.set(key, [...(groups.get(key) ?? []), block.name]);
    }
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
