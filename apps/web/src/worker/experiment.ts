// One run: trains, and between two steps attends to what the page asks for. A lost device costs it at most what came after its last checkpoint.
import { type Device, DeviceError, type DeviceSupply } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import { channelStatistics } from "@unravel/data";
import { type Loss, type Recipe, readMetrics, recipes, resume, type StepReport, train, trainOn } from "@unravel/train";
import { buildNetwork } from "../networks.ts";
import type { Event, RunSettings } from "../run/protocol.ts";
import { createAttendant, type Request } from "./attendant.ts";
import { type Images, imagesOf } from "./images.ts";
import type { Inbox } from "./inbox.ts";
import { forget } from "./keeping.ts";
import { createStudier } from "./studies.ts";
import { createTester, largestBatch } from "./tester.ts";

type Options = {
  readonly settings: RunSettings;
  readonly devices: DeviceSupply;
  /** Where the run is kept; one that is there is gone on with. */
  readonly directory: Store;
  /** What was read of the user's archive. */
  readonly archive: Images | undefined;
  readonly inbox: Inbox<Request>;
  readonly post: (event: Event) => void;
  readonly onLoss: (loss: Loss) => void;
};

/** Steps whose mean loss and error make a point of the curves, together with those since. */
const window = 5;

/** Is it time for a test? About twenty times in a run, but never so often that testing takes longer than training. */
const due = ({ step, steps }: StepReport): boolean =>
  step === steps || step % Math.max(20, Math.ceil(steps / 20)) === 0;

/** Trains as `settings` say, then goes on testing; ends with the command "reset". Throws what the training throws. */
export async function runExperiment({ settings, archive, inbox, post, ...kept }: Options): Promise<void> {
  const { directory } = kept;
  const { images, augmentation } = imagesOf[settings.data];
  const { train: set, test } = images(archive, settings.tested);
  const normalisation = channelStatistics(set);
  const model = buildNetwork(settings.model);
  const recipe: Recipe = {
    ...recipes.demo,
    batch: settings.batch,
    length: { steps: settings.steps },
    normalisation,
    augmentation,
    window,
    seed: settings.seed,
  };
  const tell = createReporter(post);
  const attendant = createAttendant({ model, inbox, post });

  /** Trains on `device` to the end, and stays there. */
  async function sit(device: Device, goesOn: boolean): Promise<void> {
    const onProgress = (pass: { readonly done: number; readonly images: number }) => post({ type: "testing", pass });
    const tester = await createTester({ model, device, set: test, normalisation, onProgress });
    const study = createStudier({ model, device, set: test, normalisation, batch: largestBatch });
    const here = { tester, study, lost: device.lost };
    try {
      attendant.tell();
      const { finished, step, parameters } = await (goesOn ? resume : start)(directory, {
        device,
        data: { train: set },
        async onStep(report, view) {
          const moment = { ...here, ...view, step: report.step };
          tell(report);
          if (due(report)) await attendant.test(moment);
          await attendant.attend(moment);
        },
        signal: attendant.signal,
      });
      if (finished) {
        post({ type: "finished" });
        await attendant.stay({ ...here, step, parameters: async () => parameters });
      }
      if (!attendant.signal.aborted) throw new DeviceError("The device was lost after the training.");
    } finally {
      tester.dispose();
    }
  }
  const start: typeof resume = (place, options) => train({ ...options, model, recipe, directory: place });

  await showBefore(directory, post);
  await trainOn(kept, sit);
  await forget(directory); // the user has ended it
}

/** Shows the curve of the steps that an earlier sitting has made. */
async function showBefore(directory: Store, post: Options["post"]): Promise<void> {
  if ((await directory.size("metrics.jsonl")) === undefined) return;
  for (const { kind, step, loss, error } of await readMetrics(directory)) {
    const measurement = { step, loss, error, imagesPerSecond: undefined, secondsLeft: undefined };
    if (kind === "window") post({ type: "measured", measurement });
  }
}

/** Milliseconds between two reports: a fast device makes hundreds of steps a second, and the page draws each report. */
const interval = 200;

/** Tells how far the training is, and loss and error if they have been read since; always after the last step. */
function createReporter(post: Options["post"]): (report: StepReport) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  let told: number | undefined;
  return ({ step, steps, loss, error, imagesPerSecond, secondsLeft }) => {
    if (performance.now() - toldAt < interval && step < steps) return;
    toldAt = performance.now();
    post({ type: "step", step });
    if (loss === undefined || error === undefined || loss === told) return;
    told = loss;
    post({ type: "measured", measurement: { step, loss, error, imagesPerSecond, secondsLeft } });
  };
}
