import type { Store } from "@unravel/core/store";
import type { ResumeOptions, TrainingResult, TrainOptions } from "./options.ts";

/** Trains `model` by `recipe`. Throws a TrainingError where the parts do not fit or the loss is no longer finite. */
export declare function train(options: TrainOptions): Promise<TrainingResult>;

/** Goes on with an interrupted run: on the same device its bits are those of an unbroken one. */
export declare function resume(directory: Store, options: ResumeOptions): Promise<TrainingResult>;
