// Attends to the page's commands between two steps of a run, and while it is paused.
import { deletion, lesionRefusal } from "@unravel/analysis";
import type { Model } from "@unravel/blocks";
import type { Event, RunCommand } from "../run/protocol.ts";
import type { Inbox } from "./inbox.ts";
import type { Moment, Tester } from "./tester.ts";

/** What a run attends to. */
export type Request = Extract<RunCommand, { type: "pause" | "resume" | "reset" | "delete" | "deleteEach" }>;

export type Attendant = {
  /** Aborted by "reset". */
  readonly signal: AbortSignal;
  /** Tests the network. */
  test(moment: Moment): Promise<void>;
  /** Obeys what waits in the inbox; while paused, also what comes. */
  attend(moment: Moment): Promise<void>;
  /** Obeys until "reset": the training is over. */
  stay(moment: Moment): Promise<void>;
};

type Options = {
  readonly model: Model;
  readonly tester: Tester;
  readonly inbox: Inbox<Request>;
  readonly post: (event: Event) => void;
};

type Handlers = {
  readonly [Type in Request["type"]]: (
    command: Extract<Request, { type: Type }>,
    moment: Moment,
  ) => Promise<void> | void;
};

export function createAttendant({ model, tester, inbox, post }: Options): Attendant {
  const stop = new AbortController();
  let paused = false;
  let deleted: readonly string[] = [];

  async function test(moment: Moment): Promise<void> {
    const whole = await tester.error(moment, []);
    post({ type: "tested", step: moment.step, whole, deleted, error: await tester.error(moment, deleted) });
  }

  const handlers: Handlers = {
    async pause(_, moment) {
      paused = true;
      // What is shown while paused belongs to the network as it stands.
      await test(moment);
      post({ type: "paused" });
    },
    resume() {
      paused = false;
      post({ type: "training" });
    },
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
        post({ type: "alone", block: name, error: await tester.error(moment, [name]) });
      }
      post({ type: "answered" });
    },
  };

  async function attend(moment: Moment): Promise<void> {
    while (!stop.signal.aborted) {
      const command = paused ? await inbox.take() : inbox.poll();
      if (!command) return;
      await (handlers[command.type] as (command: Request, moment: Moment) => Promise<void> | void)(command, moment);
    }
  }

  return {
    signal: stop.signal,
    test,
    attend,
    stay(moment) {
      paused = true;
      return attend(moment);
    },
  };
}
