/** Training that cannot begin or go on: parts that do not fit, a loss that is no longer finite, a run directory of another run. */
export class TrainingError extends Error {
  override readonly name: string = "TrainingError";
}

/** A training whose numbers are no longer finite. */
export class DivergenceError extends TrainingError {
  override readonly name: string = "DivergenceError";
}

/** A recipe with a fault; the message begins with the path to it. */
export class RecipeError extends Error {
  override readonly name = "RecipeError";
}
