// The page's state: settings, language, the run, and the worker that does the work.
import type { Command, Event, RunCommand, RunSettings } from "./run/protocol.ts";
import { applyCommand, applyEvent, initialRun, isBusy, type Run, withoutProblem } from "./run/run.ts";
import { type DeviceName, type Rejected, type Settings, writeSettings } from "./settings.ts";
import { type Language, messages, rememberLanguage } from "./text/languages.ts";
import type { Messages } from "./text/messages.ts";

/** What components see and do. */
export type Lab = {
  readonly settings: Settings;
  readonly rejected: readonly Rejected[];
  readonly run: Run;
  readonly text: Messages;
  /** Changes what to train, and the address with it; a run that is over is forgotten. */
  change(part: Partial<RunSettings>): void;
  changeLanguage(language: Language): void;
  /** Opens another device, in a new worker that knows nothing of the run before. */
  changeDevice(device: DeviceName): void;
  /** Reads the user's archive. */
  giveArchive(file: File): void;
  send(command: Exclude<RunCommand, { type: "archive" | "reset" }>): void;
  /** Forgets the run; where the device or the worker is gone, opens them anew. */
  reset(): void;
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

  /** A new worker on the device that the settings name. */
  function open(): Worker {
    const opened = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
    opened.addEventListener("message", ({ data }: MessageEvent<Event>) => {
      run = applyEvent(run, data);
    });
    opened.addEventListener("error", ({ message }) => {
      opened.terminate();
      // A script that cannot be loaded comes without a message.
      const detail = message || "The worker's script could not be loaded.";
      run = applyEvent(run, { type: "problem", kind: "crashed", detail });
    });
    opened.postMessage({ type: "open", device: settings.device } satisfies Command);
    return opened;
  }
  let worker = open();
  let archive: Extract<RunCommand, { type: "archive" }> | undefined;

  /** Takes a new worker, which is given the user's file again. */
  function reopen(): void {
    worker.terminate();
    run = initialRun;
    worker = open();
    if (archive) send(archive);
  }
  function reset(): void {
    if (run.device) send({ type: "reset" });
    else reopen();
  }
  function giveArchive(file: File): void {
    archive = { type: "archive", file };
    if (run.status === "failed" && !run.device) reopen();
    else send(archive);
  }
  function send(command: RunCommand): void {
    run = applyCommand(run, command);
    worker.postMessage(command);
  }
  function set(part: Partial<Settings>): void {
    settings = { ...settings, ...part };
    history.replaceState(null, "", writeSettings(settings));
  }
  /** A hidden tab may be frozen or discarded, and its device taken away: from here on the run can be gone on with. */
  function save(): void {
    if (document.visibilityState === "hidden" && isBusy(run)) send({ type: "save" });
  }
  document.addEventListener("visibilitychange", save);
  addEventListener("pagehide", save);

  const remove = (blocks: readonly string[]): void => send({ type: "delete", blocks });
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
      set(part);
      if (run.status === "finished" || run.status === "failed") reset();
    },
    changeLanguage(language) {
      set({ language });
      rememberLanguage(language);
    },
    changeDevice(device) {
      set({ device });
      reopen();
    },
    giveArchive,
    send,
    reset,
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
