// Attends to the page's commands between two steps of a run, and while it is paused.
import { deletion, lesionRefusal } from "@unravel/analysis";
import type { Model } from "@unravel/blocks";
import type { Event, RunCommand } from "../run/protocol.ts";
import { conduct } from "./conduct.ts";
import type { Inbox } from "./inbox.ts";
import type { Studier } from "./studies.ts";
import type { State, Tester } from "./tester.ts";

/** What a run attends to. */
export type Request = Exclude<RunCommand, { type: "archive" | "start" }>;

/** Where a run is, and what it has there. */
export type Moment = State & {
  readonly tester: Tester;
  readonly study: Studier;
  /** Saves a checkpoint; there is none to save when the training is over. */
  readonly checkpoint?: () => Promise<void>;
  /** Resolves when the device is lost: nothing is waited for then. */
  readonly lost: Promise<string>;
};

export type Attendant = {
  /** Aborted by "reset". */
  readonly signal: AbortSignal;
  /** Says whether training goes on or is paused. */
  tell(): void;
  /** Tests the network. */
  test(moment: Moment): Promise<void>;
  /** Obeys what waits in the inbox; while paused, also what comes. What fails stays in the inbox. */
  attend(moment: Moment): Promise<void>;
  /** Obeys until "reset", or until the device is lost: the training is over. */
  stay(moment: Moment): Promise<void>;
};

type Options = {
  readonly model: Model;
  readonly inbox: Inbox<Request>;
  readonly post: (event: Event) => void;
};

type Handlers = {
  readonly [Type in Request["type"]]: (
    command: Extract<Request, { type: Type }>,
    moment: Moment,
  ) => Promise<void> | void;
};

export function createAttendant({ model, inbox, post }: Options): Attendant {
  const stop = new AbortController();
  let paused = false;
  let deleted: readonly string[] = [];

  async function test(moment: Moment): Promise<void> {
    const { step, tester } = moment;
    const whole = await tester.error(moment, []);
    post({ type: "tested", step, whole, deleted, error: await tester.error(moment, deleted) });
  }

  const tell = () => post({ type: paused ? "paused" : "training" });

  const handlers: Handlers = {
    async pause(_, moment) {
      paused = true;
      // What is shown while paused belongs to the network as it stands.
      await test(moment);
      await moment.checkpoint?.();
      tell();
    },
    resume() {
      paused = false;
      tell();
    },
    save: (_, { checkpoint }) => checkpoint?.(),
    reset() {
      paused = false;
      stop.abort();
    },
    async delete({ blocks }, moment) {
      const reason = lesionRefusal(model, deletion(...blocks));
      deleted = reason === undefined ? blocks : [];
      if (reason !== undefined) post({ type: "problem", kind: "lesion", detail: reason });
      await test(moment);
      post({ type: "answered" });
    },
    async deleteEach(_, moment) {
      await test(moment);
      for (const { name } of model.stages.flat()) {
        if (lesionRefusal(model, deletion(name)) !== undefined) continue;
        post({ type: "alone", block: name, error: await moment.tester.error(moment, [name]) });
      }
      post({ type: "answered" });
    },
    study: ({ name }, moment) => conduct({ name, moment, inbox, post }),
    // What it was to end is over.
    stopStudy() {},
  };

  async function attend(moment: Moment): Promise<void> {
    while (!stop.signal.aborted) {
      const command = paused ? await inbox.take(moment.lost) : inbox.poll();
      if (!command) return;
      try {
        await (handlers[command.type] as (command: Request, moment: Moment) => Promise<void> | void)(command, moment);
      } catch (error) {
        inbox.putBack(command);
        throw error;
      }
    }
  }

  return {
    signal: stop.signal,
    tell,
    test,
    attend,
    stay(moment) {
      paused = true;
      return attend(moment);
    },
  };
}
