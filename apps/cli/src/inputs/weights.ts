// Weights that the user names.
import { basename } from "node:path";
import { readWeights, type Weights } from "@unravel/models";
import { limits, readUserFile } from "./file.ts";

/** The weights in the file at `path`. Throws a StoreError or WeightsError, both with the file's name. */
export const loadWeights = async (path: string): Promise<Weights> =>
  readWeights(await readUserFile(path, limits.weights), { fileName: basename(path) });
