// Every text of the page; a language is one record of this type, so that none can be forgotten.
import type { NetworkName } from "../networks.ts";
import type { ProblemKind } from "../run/protocol.ts";
import type { Status } from "../run/record.ts";
import type { DeviceName, NumberName, Settings, Source } from "../settings.ts";
import type { StudyName } from "../studies.ts";

/** What happened, and what the reader can do. */
export type Advice = { readonly title: string; readonly advice: string };

export type Messages = {
  readonly tagline: string;
  readonly skip: string;
  readonly language: string;
  readonly footer: string;

  readonly settings: string;
  readonly model: string;
  readonly networks: Readonly<Record<NetworkName, string>>;
  readonly data: string;
  readonly sources: Readonly<Record<Source, string>>;
  readonly numbers: Readonly<Record<NumberName, string>>;
  readonly outOfRange: (allowed: string) => string;
  readonly archiveChoose: string;
  readonly archiveHint: string;
  readonly archiveMissing: string;
  readonly archiveReading: string;
  readonly archiveReady: (images: string) => string;
  readonly rejected: (name: keyof Settings, value: string, allowed: string) => string;

  readonly start: string;
  /** Goes on with a run that was cut off after `step` steps. */
  readonly goOn: (step: string) => string;
  readonly goOnHint: string;
  readonly pause: string;
  readonly resume: string;
  readonly reset: string;
  readonly copyLink: string;
  readonly linkCopied: string;
  readonly linkNotCopied: string;

  readonly device: string;
  /** What stands in the list for a device; those without a row are called by their own names. */
  readonly devices: Readonly<Partial<Record<DeviceName, string>>>;
  /** A device was lost and another one opened; `step`: where the run goes on, if there is one. */
  readonly replaced: (lost: string, next: string, step: string | undefined) => string;
  readonly deviceOpening: string;
  readonly deviceNone: string;
  /** Why the device in use was taken, in a few words. */
  readonly deviceReason: {
    readonly named: string;
    readonly first: string;
    /** `refused`: the names of those before it in the list. */
    readonly fallback: (refused: string) => string;
  };
  readonly notTaken: string;
  readonly notTried: string;
  readonly compiling: (done: string, total: string) => string;

  readonly training: string;
  readonly status: Readonly<Record<Status, string>>;
  readonly step: string;
  readonly loss: string;
  readonly trainingLoss: string;
  readonly error: string;
  readonly trainingError: string;
  readonly testError: string;
  readonly speed: string;
  readonly testing: (done: string, images: string) => string;
  readonly timeLeft: string;
  readonly seconds: (count: string) => string;
  readonly minutes: (count: string) => string;
  readonly lossChart: (value: string) => string;
  readonly errorChart: (training: string, test: string) => string;
  readonly noPoints: string;

  readonly network: string;
  readonly networkFacts: (input: string, blocks: string, parameters: string, macs: string) => string;
  readonly picture: string;
  /** The drawing's own labels in this language; those without a row stay as they are. */
  readonly labels: Readonly<Record<string, string>>;
  readonly instruction: string;
  readonly explanation: string;
  readonly deleteBlock: (name: string) => string;
  readonly lesionWaits: string;
  readonly lesionMeasuring: string;
  readonly lesionNone: string;
  readonly lesionWhole: (error: string) => string;
  readonly lesion: (blocks: string, before: string, after: string) => string;
  readonly restoreAll: string;
  readonly alone: string;
  readonly aloneHint: string;
  readonly deleteEach: string;
  readonly intact: string;

  readonly dissection: string;
  readonly dissectionHint: string;
  /** What has to be done first. */
  readonly dissectionWaits: string;
  readonly studies: Readonly<Record<StudyName, { readonly title: string; readonly about: string }>>;
  readonly runStudy: string;
  readonly stopStudy: string;
  readonly studying: (title: string) => string;
  readonly studied: (title: string, step: string) => string;
  readonly studyProgress: (done: string, images: string) => string;
  readonly drawing: string;
  readonly notDrawn: string;
  readonly saveSvg: string;
  readonly saveJson: string;
  /** The words of figures and tables in this language; those without a row stay as they are. */
  readonly words: Readonly<Record<string, string>>;

  readonly problems: Readonly<Record<ProblemKind, Advice>>;
  readonly dismiss: string;
};
