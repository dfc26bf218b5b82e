// What an evaluation says.

/** One class's share of an evaluation. */
export type ClassScore = {
  readonly name: string;
  readonly images: number;
  readonly wrong: number;
  /** In %; 0 where there is no image. */
  readonly error: number;
};

/** How well a network classifies a set of images; plain JSON. */
export type Evaluation = {
  readonly images: number;
  readonly wrong: number;
  /** Of the first guess, in %. */
  readonly error: number;
  /** Mean cross-entropy, natural logarithm, without label smoothing. */
  readonly loss: number;
  readonly perClass: readonly ClassScore[];
  /** confusion[label][guess]: number of images. */
  readonly confusion: readonly (readonly number[])[];
  /** Label not among the five best guesses; with 100 classes or more. */
  readonly top5?: { readonly wrong: number; readonly error: number };
};
