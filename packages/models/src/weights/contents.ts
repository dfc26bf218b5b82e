// What every file format comes down to before names are looked at.
import type { Parameters } from "@unravel/core";

/** A file's tensors under the names they have there, the texts beside them, and what the user should know. */
export type Contents = {
  readonly tensors: Parameters;
  readonly metadata: Readonly<Record<string, string>>;
  readonly notices: readonly string[];
};
