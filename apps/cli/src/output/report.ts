// What a command says: its answer on stdout, everything else on stderr, in the form that its user asked for.
import { displayFor, type Progress } from "./displays.ts";

/** Where a command says things. */
export type Report = {
  /** Everything that was noticed so far, for the answer's own record. */
  readonly notices: readonly string[];
  /** One line beside the answer. */
  notice(line: string): void;
  /** Something that was reached on the way, as a line that stays. */
  milestone(line: string, data: Readonly<Record<string, unknown>>): void;
  /** Where a long work stands; called as often as one likes. */
  progress(state: Progress): void;
  /** The command's answer, once, at its end: one JSON object where asked for, else the text. */
  answer(data: Readonly<Record<string, unknown>>, text: () => string): void;
  /** Ends a display that is still live, so that what follows starts on a fresh line. */
  close(): void;
};

/** A report on this process's streams. `json`: one object on stdout, and JSON lines on stderr. */
export function createReport(json: boolean): Report {
  const display = displayFor(json);
  const notices: string[] = [];
  let shown = Number.NEGATIVE_INFINITY;
  return {
    notices,
    notice(line) {
      if (notices.includes(line)) return; // both halves of a data set may have the same to say
      notices.push(line);
      display.line(line, { notice: line });
    },
    milestone: display.line,
    progress(state) {
      const now = performance.now();
      if (now - shown < display.interval && state.done < state.total) return;
      shown = now;
      display.progress(state);
    },
    answer(data, text) {
      display.close();
      process.stdout.write(`${json ? JSON.stringify(data) : text()}\n`);
    },
    close: display.close,
  };
}
