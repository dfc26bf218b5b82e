export { trainingMacs } from "./cost.ts";
export type { Halves } from "./images.ts";
export type { Reproduced, ReproduceOptions, RunPlace, Workshop } from "./options.ts";
export { type PlannedImages, type PlannedRun, type PlanOptions, planRefusal, planTable, runName } from "./plan.ts";
export type { Finding, Outcome, RecordedSet, RunRecord } from "./record.ts";
export { reproduce } from "./reproduce.ts";
export { type Scale, type ScaleName, type Small, scales } from "./scales.ts";
export { type Measured, type ReproductionRow, type ReproductionStudy, reproductionOf } from "./study.ts";
