// Names that the user may give, and those that were probably meant.
import { nearest } from "@unravel/models";
import { UsageError } from "./failures.ts";

/** `name` if it is one of `names`; else throws a UsageError with the nearest. `kind`: what it names ("model", "device"). */
export function oneOf<Name extends string>(kind: string, name: string, names: readonly Name[]): Name {
  const found = names.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  const near = nearest(name, names).map((candidate) => `"${candidate}"`);
  throw new UsageError(`There is no ${kind} ${JSON.stringify(name)}. Did you mean ${near.join(" or ")}?`);
}
