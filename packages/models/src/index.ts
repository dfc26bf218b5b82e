// Models: the zoo, initialisation, lowering to graphs, weights in and out.

export { type Model, parseModel } from "@unravel/blocks";
export { buildModelFor } from "./for-weights.ts";
export { initialise } from "./initialise.ts";
export { gatedPaths, pathsOf } from "./lower/forward.ts";
export type { DatasetOptions } from "./lower/images.ts";
export { type InferenceOptions, inferenceGraph } from "./lower/inference.ts";
export { type ProbeOptions, probeGraph, statisticsGraph, valueName } from "./lower/probe.ts";
export { accumulationGates, type TrainingOptions, trainingGraph } from "./lower/training.ts";
export {
  type LoadedModel,
  loadModel,
  type SavedContext,
  type SavedNormalisation,
  savedClasses,
  savedModel,
  savedNormalisation,
  saveWeights,
} from "./own-weights.ts";
export { gradientName, readGradients, readStates, type WriteOptions, writeStates } from "./states.ts";
export * from "./weights/index.ts";
export * from "./zoo/index.ts";
