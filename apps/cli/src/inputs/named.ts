// The files and folders that a command reads, as far as its flags name them.
import { datasets } from "./datasets.ts";
import { isJsonPath } from "./file.ts";
import { isPretrained } from "./weights.ts";

/** Flags, or an operand, that may name a file or folder to be read. */
export type InputFlags = {
  readonly model?: string;
  readonly weights?: string;
  readonly data?: string;
  readonly dataDir?: string;
  readonly tuned?: string;
};

/** Whether what a flag says is a path, or the name of something that comes with this program. */
const isPath: Readonly<Record<keyof InputFlags, (text: string) => boolean>> = {
  model: isJsonPath,
  weights: (text) => !isPretrained(text),
  data: (text) => !Object.hasOwn(datasets, text),
  dataDir: () => true,
  tuned: () => true,
};

/** The paths among what the flags name: what no output may overwrite. */
export const inputPaths = (flags: InputFlags): readonly string[] =>
  (Object.keys(isPath) as (keyof InputFlags)[]).flatMap((flag) => {
    const text = flags[flag];
    return text !== undefined && isPath[flag](text) ? [text] : [];
  });
