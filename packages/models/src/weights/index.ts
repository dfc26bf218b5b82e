export { type Dialect, dialects, type Normalisation, ownMetadata } from "./dialects.ts";
export { WeightsError } from "./errors.ts";
export type { FormatName } from "./formats.ts";
export { type ExpectedTensor, type Matched, type MatchOptions, matchParameters } from "./match.ts";
export { readWeights, type Weights } from "./read-weights.ts";
export { readSafetensors, type Safetensors } from "./safetensors/read.ts";
export { writeSafetensors } from "./safetensors/write.ts";
