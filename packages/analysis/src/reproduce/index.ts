export { type PlannedRun, type PlanOptions, planTable, runName } from "./plan.ts";
export type { Outcome, RecordedSet, RunRecord } from "./record.ts";
export { type Reproduced, type ReproduceOptions, type RunPlace, reproduce, type Workshop } from "./reproduce.ts";
export { type Scale, type ScaleName, scales } from "./scales.ts";
export { type Measured, type ReproductionRow, type ReproductionStudy, reproductionOf } from "./study.ts";
