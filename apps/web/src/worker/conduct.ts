// One study between two steps: how far it is, how it is ended, and what goes wrong with it.
import { lossAfter } from "@unravel/train";
import type { Event, Pass } from "../run/protocol.ts";
import type { StudyName } from "../studies.ts";
import type { Moment, Request } from "./attendant.ts";
import type { Inbox } from "./inbox.ts";
import { problemOf } from "./problems.ts";

type Conduct = {
  readonly name: StudyName;
  readonly moment: Moment;
  readonly inbox: Inbox<Request>;
  readonly post: (event: Event) => void;
};

/** What ends a study; the others wait until it is over. */
const endsStudy: ReadonlySet<Request["type"]> = new Set(["stopStudy", "resume", "reset"]);

/** Milliseconds between two reports. */
const interval = 100;

/**
 * Carries out a study and posts what comes of it. A study that fails is told and costs the run nothing; what is thrown where the device
 * was lost is thrown on, since the run has to go on elsewhere first.
 */
export async function conduct({ name, moment, inbox, post }: Conduct): Promise<void> {
  const stop = new AbortController();
  const unwatch = inbox.watch(({ type }) => {
    if (endsStudy.has(type)) stop.abort();
  });
  let toldAt = performance.now();
  const onProgress = ({ done, images }: Pass) => {
    if (performance.now() - toldAt < interval) return;
    toldAt = performance.now();
    post({ type: "studying", pass: { done, images } });
  };
  try {
    post({ type: "studied", result: await moment.study(name, moment, { signal: stop.signal, onProgress }) });
  } catch (error) {
    if (error !== stop.signal.reason) {
      if ((await lossAfter(error, moment.lost)) !== undefined) throw error;
      post(problemOf(error, "study"));
    }
  } finally {
    unwatch();
  }
  post({ type: "studyOver" });
}
