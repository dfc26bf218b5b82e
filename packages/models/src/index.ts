// Models: the zoo, initialisation, lowering to graphs, weights in and out.
export type { Model } from "@unravel/blocks";
export { initialise } from "./initialise.ts";
export { gatedPaths } from "./lower/forward.ts";
export { type InferenceOptions, inferenceGraph } from "./lower/inference.ts";
export { accumulationGates, type TrainingOptions, trainingGraph } from "./lower/training.ts";
export { readStates, writeStates } from "./states.ts";
