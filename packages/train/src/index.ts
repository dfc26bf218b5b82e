// Recipes, the training loop, checkpoints, evaluation.
export {
  createEvaluator,
  type Evaluator,
  evaluate,
  type PassOptions,
} from "./evaluate/evaluate.ts";
export type { ClassScore, Evaluation } from "./evaluate/evaluation.ts";
export type { ChannelNormalisation, PadCropFlip, Recipe, ScaleCropFlip } from "./recipe/recipe.ts";
export type {
  EpochReport,
  ResumeOptions,
  SessionOptions,
  StepReport,
  TrainingData,
  TrainingResult,
  TrainOptions,
} from "./run/options.ts";
export { resume, train } from "./run/train.ts";
export {
  learningRate,
  type Moment,
  type Schedule,
  type ScheduleState,
  type Shape,
  type WarmUp,
} from "./schedule/schedule.ts";
