// Recipes, the training loop, checkpoints, evaluation.
export { DivergenceError, RecipeError, TrainingError } from "./errors.ts";
export {
  type Classifier,
  type ClassifierOptions,
  type ClassifyOptions,
  createClassifier,
  type Guess,
} from "./evaluate/classify.ts";
export { evaluateCrops } from "./evaluate/crops.ts";
export { createEvaluator, type Evaluator, evaluate } from "./evaluate/evaluate.ts";
export { type ClassScore, type Evaluation, requireFiniteLoss } from "./evaluate/evaluation.ts";
export type { EvaluatorOptions, PassOptions } from "./evaluate/predict.ts";
export { classesOf, requireFit } from "./fit.ts";
export { createPacer } from "./pace.ts";
export type { PadCropFlip, Recipe, ScaleCropFlip, SurvivalDraw } from "./recipe/recipe.ts";
export { type RecipeName, recipes } from "./recipe/recipes.ts";
export { parseRecipe, recipeSchema } from "./recipe/schema.ts";
export { describeDevice } from "./run/device-record.ts";
export { checksum, type Fingerprint, fingerprint } from "./run/fingerprint.ts";
export { type EpochRow, type MetricsRow, readMetrics, type WindowRow } from "./run/journal.ts";
export { describeLoss, type Loss, lossAfter, type SurvivalOptions, trainOn } from "./run/losses.ts";
export type {
  EpochReport,
  EvaluationProgress,
  ResumeOptions,
  RunView,
  SessionOptions,
  StepReport,
  StepView,
  TrainingData,
  TrainingResult,
  TrainOptions,
} from "./run/options.ts";
export { countHeldOut, splitTraining } from "./run/split.ts";
export { resume, train } from "./run/train.ts";
export { unfinishedStep } from "./run/unfinished.ts";
export {
  learningRate,
  type Moment,
  type RateCurve,
  type Schedule,
  type ScheduleMemory,
  type ScheduleState,
  type WarmUp,
} from "./schedule/schedule.ts";
export { evaluationGates, hasStochasticDepth, survivalDraws, survivalGates } from "./survival.ts";
