// The page's state: settings, language, the run, and the worker that does the work.
import type { Command, Event } from "./run/protocol.ts";
import { applyCommand, applyEvent, initialRun, type Run, withoutProblem } from "./run/run.ts";
import { type Rejected, type Settings, writeSettings } from "./settings.ts";
import { messages, rememberLanguage } from "./text/languages.ts";
import type { Messages } from "./text/messages.ts";

/** What components see and do. */
export type Lab = {
  readonly settings: Settings;
  readonly rejected: readonly Rejected[];
  readonly run: Run;
  readonly text: Messages;
  /** Changes settings, and the address with them. */
  change(part: Partial<Settings>): void;
  send(command: Command): void;
  /** Deletes the block, or restores it. */
  toggle(block: string): void;
  restoreAll(): void;
  dismiss(): void;
};

/** Opens the lab with what the link asked for, and starts its worker. */
export function createLab(initial: Settings, rejected: readonly Rejected[]): Lab {
  let settings = $state.raw(initial);
  let run = $state.raw<Run>(initialRun);
  const text = $derived(messages[settings.language]);

  const worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("message", ({ data }: MessageEvent<Event>) => {
    run = applyEvent(run, data);
  });
  worker.addEventListener("error", (event) => {
    run = applyEvent(run, { type: "problem", kind: "other", detail: event.message });
  });

  function send(command: Command): void {
    run = applyCommand(run, command);
    worker.postMessage(command);
  }
  const remove = (blocks: readonly string[]): void => send({ type: "delete", blocks });
  send({ type: "open", device: initial.device });

  return {
    get settings() {
      return settings;
    },
    get run() {
      return run;
    },
    get text() {
      return text;
    },
    rejected,
    change(part) {
      settings = { ...settings, ...part };
      if (part.language) rememberLanguage(part.language);
      // Another language changes nothing of the run; anything else makes it another experiment.
      else if (run.status === "finished" || run.status === "failed") send({ type: "reset" });
      history.replaceState(null, "", writeSettings(settings));
    },
    send,
    toggle(block) {
      const { deleted } = run;
      remove(deleted.includes(block) ? deleted.filter((name) => name !== block) : [...deleted, block]);
    },
    restoreAll: () => remove([]),
    dismiss() {
      run = withoutProblem(run);
    },
  };
}
