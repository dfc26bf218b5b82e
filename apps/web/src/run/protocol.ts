// What the page and its worker say to each other.
import type { DeviceName, Settings } from "../settings.ts";
import type { StudyName, StudyResult } from "../studies.ts";

/** What decides a training run. */
export type RunSettings = Pick<Settings, "model" | "data" | "seed" | "steps" | "batch" | "tested">;

/** Them as one text, equal for equal runs. */
export const runKey = ({ model, data, seed, steps, batch, tested }: RunSettings): string =>
  JSON.stringify({ model, data, seed, steps, batch, tested });

/** Page → worker. */
export type Command =
  /** The first command: takes the device, once for the worker's life. */
  { readonly type: "open"; readonly device: DeviceName } | RunCommand;

/** The commands after the first. */
export type RunCommand =
  /** The user's own CIFAR-10 archive. */
  | { readonly type: "archive"; readonly file: File }
  /** `goOn`: from where the kept run was cut off, else from the beginning. */
  | { readonly type: "start"; readonly settings: RunSettings; readonly goOn?: true }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Saves a checkpoint now: the browser may freeze or discard a hidden tab. */
  | { readonly type: "save" }
  /** Ends the run and forgets it. */
  | { readonly type: "reset" }
  /** From now on these blocks are deleted wherever the network is tested; training goes on with all. */
  | { readonly type: "delete"; readonly blocks: readonly string[] }
  /** Tests the network with each block deleted in turn, the others in place. */
  | { readonly type: "deleteEach" }
  /** Studies the network as it stands; whatever comes of it, "studyOver" ends it. */
  | { readonly type: "study"; readonly name: StudyName }
  /** Ends the study that is under way; so do "resume" and "reset". */
  | { readonly type: "stopStudy" };

/** What was measured over the last few steps. */
export type Measurement = {
  readonly step: number;
  readonly loss: number;
  /** Training error in %. */
  readonly error: number;
  /** Undefined before the first two measurements. */
  readonly imagesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
};

/** The device in use, and why those before it in the list were not taken. */
export type DeviceReport = {
  readonly name: string;
  readonly description: string;
  readonly refusals: readonly { readonly name: string; readonly reason: string }[];
};

/** A device that was lost, why, and the one that goes on in its place: after `step` steps of the run, if there is one. */
export type Replacement = {
  readonly lost: string;
  readonly reason: string;
  readonly step: number | undefined;
  readonly device: DeviceReport;
};

/** A run that was cut off: its settings as one text, and the steps that it goes on from. */
export type Kept = { readonly key: string; readonly step: number };

/** What can go wrong; the page has advice for each. */
export type ProblemKind =
  | "device"
  | "lost"
  | "crashed"
  | "memory"
  | "archive"
  | "diverged"
  | "lesion"
  | "study"
  | "other";

/** A problem with the library's own words on it. */
export type Problem = { readonly kind: ProblemKind; readonly detail: string };

/** How far a test or a study is, in images. */
export type Pass = { readonly done: number; readonly images: number };

/** How many of a program's kernels are compiled. */
export type Kernels = { readonly done: number; readonly total: number };

/** Worker → page. */
export type Event =
  | { readonly type: "device"; readonly device: DeviceReport }
  | { readonly type: "replaced"; readonly replacement: Replacement }
  | { readonly type: "kept"; readonly kept: Kept }
  | { readonly type: "compiling"; readonly kernels: Kernels }
  | { readonly type: "archive"; readonly images: number }
  | { readonly type: "training" }
  | { readonly type: "paused" }
  | { readonly type: "finished" }
  /** The answer to "reset": nothing more comes of the run before. */
  | { readonly type: "ended" }
  | { readonly type: "step"; readonly step: number }
  | { readonly type: "measured"; readonly measurement: Measurement }
  /** Comes of a test that takes long. */
  | { readonly type: "testing"; readonly pass: Pass }
  /** Test error (%) after `step`, of the whole network and with `deleted` gone; equal where nothing is deleted. */
  | {
      readonly type: "tested";
      readonly step: number;
      readonly whole: number;
      readonly deleted: readonly string[];
      readonly error: number;
    }
  /** Test error (%) with only `block` deleted. */
  | { readonly type: "alone"; readonly block: string; readonly error: number }
  /** The last event that comes of a command "delete" or "deleteEach". */
  | { readonly type: "answered" }
  | { readonly type: "studying"; readonly pass: Pass }
  | { readonly type: "studied"; readonly result: StudyResult }
  | { readonly type: "studyOver" }
  | ({ readonly type: "problem" } & Problem);
