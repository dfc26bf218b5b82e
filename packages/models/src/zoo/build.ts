// Networks of the zoo by name, with any option changed.
import { type Model, network, shortcuts } from "@unravel/blocks";
import { nearest } from "./nearest.ts";
import { type Entry, type Row, zoo } from "./table.ts";

/** What may be changed of a zoo network; plain JSON. Everything else stays as the row has it. */
export type ModelOptions = Partial<Row>;

/** A name of the zoo, and what it stands for. */
export type ModelListing = { readonly name: string; readonly about: string };

/** Every name that `buildModel` knows. */
export const listModels = (): readonly ModelListing[] => [...zoo].map(([name, { about }]) => ({ name, about }));

/**
 * The row's resize means nothing to some shortcuts (plain has none; a convolution shortcut is option C): unless the
 * options name a resize of their own, the shortcut's then takes its place.
 */
function withShortcut({ resize, ...row }: Row, { shortcut }: ModelOptions): Row {
  const known = shortcut && Object.hasOwn(shortcuts, shortcut) ? shortcuts[shortcut].resizes : undefined;
  const fitting = !known || (resize && known.includes(resize)) ? resize : known[0];
  return fitting ? { ...row, resize: fitting } : row;
}

function entryOf(name: string): Entry {
  const entry = zoo.get(name);
  if (entry) return entry;
  throw new Error(
    `unknown model "${name}"; the nearest names are ${nearest(name, zoo.keys()).join(", ")} (see listModels())`,
  );
}

/** The options of the zoo's network `name`. Throws as `buildModel` where the name is unknown. */
export const zooOptions = (name: string): Row => entryOf(name).options;

/**
 * Builds the zoo's network `name` with `options` changed: `buildModel("resnet110", { shortcut: "shortcutGate" })`. The
 * model is called `name` too, unless the options have a name for it.
 * @throws Error if the name is unknown (with the nearest names), or an option is or means nothing.
 */
export function buildModel(name: string, options: ModelOptions & { readonly name?: string } = {}): Model {
  return network({ name, ...withShortcut(zooOptions(name), options), ...options });
}
