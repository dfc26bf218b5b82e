// One run: trains, and between two steps attends to what the page asks for.
import type { Device } from "@unravel/core";
import { channelStatistics } from "@unravel/data";
import { type Recipe, recipes, type StepReport, train } from "@unravel/train";
import { buildNetwork } from "../networks.ts";
import type { Event, RunSettings } from "../run/protocol.ts";
import { createAttendant, type Request } from "./attendant.ts";
import { type Images, imagesOf } from "./images.ts";
import type { Inbox } from "./inbox.ts";
import { createTester } from "./tester.ts";

type Options = {
  readonly settings: RunSettings;
  readonly device: Device;
  /** What was read of the user's archive. */
  readonly archive: Images | undefined;
  readonly inbox: Inbox<Request>;
  readonly post: (event: Event) => void;
};

/** Steps whose mean loss and error make a point of the curves, together with those since. */
const window = 5;

/** Is it time for a test? About twenty times in a run, but never so often that testing takes longer than training. */
const due = ({ step, steps }: StepReport): boolean =>
  step === steps || step % Math.max(20, Math.ceil(steps / 20)) === 0;

/** Trains as `settings` say, then goes on testing; ends with the command "reset". Throws what the training throws. */
export async function runExperiment({ settings, device, archive, inbox, post }: Options): Promise<void> {
  const { images, augmentation } = imagesOf[settings.data];
  const { train: set, test } = images(archive, settings.tested);
  const normalisation = channelStatistics(set);
  const model = buildNetwork(settings.model);
  const tester = await createTester({
    model,
    device,
    set: test,
    normalisation,
    onProgress: (pass) => post({ type: "testing", pass }),
  });
  const tell = createReporter(post);
  const attendant = createAttendant({ model, tester, inbox, post });
  const recipe: Recipe = {
    ...recipes.demo,
    batch: settings.batch,
    length: { steps: settings.steps },
    normalisation,
    augmentation,
    window,
    seed: settings.seed,
  };
  try {
    post({ type: "training" });
    const { finished, step, parameters } = await train({
      model,
      recipe,
      device,
      data: { train: set },
      async onStep(report, { parameters }) {
        const moment = { step: report.step, parameters };
        tell(report);
        if (due(report)) await attendant.test(moment);
        await attendant.attend(moment);
      },
      signal: attendant.signal,
    });
    if (!finished) return;
    post({ type: "finished" });
    await attendant.stay({ step, parameters: async () => parameters });
  } finally {
    tester.dispose();
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
