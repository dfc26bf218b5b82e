// What the reproduction of a table is given, and tells on the way.
import type { DeviceSupply } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import type { EvaluationProgress, Loss, StepReport } from "@unravel/train";
import type { StudyProgress } from "../subject.ts";
import type { Halves } from "./images.ts";
import type { PlannedRun } from "./plan.ts";
import type { RunRecord } from "./record.ts";

/** Where runs live until they have ended. */
export type Workshop = {
  /** The store of the run of that name. */
  open(name: string): Store;
  /** Deletes it with all that is in it. */
  discard(name: string): Promise<void>;
};

/** Which of the runs is at work: `index` counts from 0. */
export type RunPlace = { readonly run: PlannedRun; readonly index: number; readonly total: number };

/** How a table is reproduced. */
export type ReproduceOptions = {
  readonly runs: readonly PlannedRun[];
  /** Where the records are. */
  readonly store: Store;
  readonly workshop: Workshop;
  /** Where a device is lost, the run goes on on the supply's next. */
  readonly devices: DeviceSupply;
  /** The images of a run that are not synthetic; asked for when the first one that needs them begins. */
  readonly data: (run: PlannedRun) => Promise<Halves>;
  /** Whether `store` may hold records of these runs, which are then not trained again. Default false. */
  readonly resume?: boolean;
  /** Whether the directories of finished runs stay, with their weights. Default false. */
  readonly keepRuns?: boolean;
  /** For the records; nothing here reads a calendar. */
  readonly origin: Pick<RunRecord, "date" | "command" | "version">;
  /** Steps between checkpoints; default: 30 seconds. */
  readonly checkpointEvery?: number;
  /** Ends the work at a checkpoint of the run that it is at. */
  readonly signal?: AbortSignal;
  readonly onStep?: (report: StepReport, place: RunPlace) => void | Promise<void>;
  readonly onEvaluation?: (progress: EvaluationProgress, place: RunPlace) => void;
  /** While a trained network is taken apart. */
  readonly onStudy?: (progress: StudyProgress, place: RunPlace) => void;
  readonly onNotice?: (line: string) => void;
  readonly onLoss?: (loss: Loss) => void;
  /** After a run whose record is written. */
  readonly onRecord?: (record: RunRecord, place: RunPlace) => void;
};

/** What came of it: the records of the runs in their order, those that are there. */
export type Reproduced = { readonly records: readonly RunRecord[]; readonly finished: boolean };
