// What training is given, tells on the way, and gives back.
import type { Device, Parameters } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import type { ImageSet, Normalisation } from "@unravel/data";
import type { Model } from "@unravel/models";
import type { Evaluation } from "../evaluate/evaluation.ts";
import type { Recipe } from "../recipe/recipe.ts";

/** The images of a run. */
export type TrainingData = {
  readonly train: ImageSet;
  /** Looked at once, when training has finished. */
  readonly test?: ImageSet;
};

/** After an update. */
export type StepReport = {
  /** Updates made, this one included, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** The epoch that this update's first image belongs to, from 1. */
  readonly epoch: number;
  /** Mean training loss and error (%) of the latest steps that were read; undefined before the first reading. */
  readonly loss: number | undefined;
  readonly error: number | undefined;
  /** Learning rate of this update. */
  readonly rate: number;
  /** Undefined before the first reading. */
  readonly imagesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
};

/** After an epoch. */
export type EpochReport = {
  /** Epochs ended, this one included; the last one of a recipe in steps may be a part of one. */
  readonly epoch: number;
  readonly step: number;
  /** Mean training loss and error (%) of the epoch. */
  readonly loss: number;
  readonly error: number;
  /** On the images held out; with `averageDecay` of the averaged weights. Undefined where none are held out. */
  readonly validation: Evaluation | undefined;
};

/** On the way through the images of an evaluation. */
export type EvaluationProgress = {
  /** Images that training holds out, or those of the test set. */
  readonly part: "validation" | "test";
  /** Images tested, of `total`. */
  readonly done: number;
  readonly total: number;
};

/** A look at a run while one of its callbacks is waited for. */
export type RunView = {
  /** The weights as they are now (averaged with `averageDecay`) and the running statistics, copied from the device. */
  parameters(): Promise<Parameters>;
};

/** The look at a run between two updates. */
export type StepView = RunView & {
  /** Saves a checkpoint of the run as it is now. */
  checkpoint(): Promise<void>;
};

/** What new and resumed runs have in common. */
export type SessionOptions = {
  readonly data: TrainingData;
  readonly device: Device;
  /**
   * The most bytes that training and testing may take on the device together, default: what it has. Where keeping every value for the
   * backward pass takes more, some are computed again: slower, with the same bits.
   */
  readonly memoryBytes?: number;
  /** Steps between checkpoints; default: 30 seconds. The end of a run, or of its sitting, always has one. */
  readonly checkpointEvery?: number;
  /** Called after each update and waited for: a promise that stays pending pauses the run. */
  readonly onStep?: (report: StepReport, view: StepView) => void | Promise<void>;
  readonly onEpoch?: (report: EpochReport, view: RunView) => void | Promise<void>;
  /** Called after each batch of the evaluations that end an epoch and the run, which take long for large networks. */
  readonly onEvaluation?: (progress: EvaluationProgress) => void;
  /** One line for people: memory, images left out, what was not loaded. */
  readonly onNotice?: (message: string) => void;
  /** Ends the run after the update that it is at, with a checkpoint. */
  readonly signal?: AbortSignal;
};

/** A new run. */
export type TrainOptions = SessionOptions & {
  readonly model: Model;
  readonly recipe: Recipe;
  /** Where the run is kept; default: in memory, as long as the result's `directory` lives. */
  readonly directory?: Store;
  /** Weights to start from instead of random ones. Its head (last layer) may have another number of classes. */
  readonly initial?: Parameters;
  /** In place of the recipe's: that of the weights to start from. */
  readonly normalisation?: Normalisation;
  /** Parameter name prefixes ("conv1", "layer1") that stay as they are. */
  readonly frozen?: readonly string[];
  /** In place of the recipe's. */
  readonly seed?: number;
};

/** An interrupted run; what is given here must be what the run was started with. */
export type ResumeOptions = SessionOptions & {
  readonly model?: Model;
  /** Its seed does not matter: the run keeps the one that it was started with. */
  readonly recipe?: Recipe;
};

/** What a run came to. */
export type TrainingResult = {
  /** False if it was stopped before its end; `resume` goes on. */
  readonly finished: boolean;
  /** One line for people: how it ended and, if it was stopped, how to go on. */
  readonly message: string;
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  /** Parameters and running statistics, torch's names and layout; with `averageDecay` the averaged ones. */
  readonly parameters: Parameters;
  /** The last one on the images held out. */
  readonly validation?: Evaluation;
  /** Of a finished run that was given a test set. */
  readonly test?: Evaluation;
  readonly directory: Store;
};
