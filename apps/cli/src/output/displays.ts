// How progress and notices look: a live bar on a terminal, plain lines in a log, JSON lines for programs.
import { createLogUpdate } from "log-update";
import { bar, percent } from "./format.ts";

/** Where a long work stands. */
export type Progress = {
  readonly done: number;
  readonly total: number;
  /** For people: "loss 1.234  812 images/s  1:23 left". */
  readonly text: string;
  /** For programs. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** One way to show them, on stderr. */
type Display = {
  /** The least milliseconds between two showings of progress. */
  readonly interval: number;
  /** A line that stays: its text for people, its data for programs. */
  line(text: string, data: Readonly<Record<string, unknown>>): void;
  progress(state: Progress): void;
  close(): void;
};

/** Bars longer than this say no more; the text beside them comes first. */
const longestBar = 24;
const shortestBar = 8;

const write = (line: string) => void process.stderr.write(`${line}\n`);

function terminal(): Display {
  const live = createLogUpdate(process.stderr);
  return {
    interval: 100,
    line(text) {
      live.clear();
      write(text);
    },
    progress({ done, total, text }) {
      const share = total > 0 ? done / total : 0;
      const beside = `${`${Math.floor(share * 100)}%`.padStart(4)}  ${text}`;
      const space = (process.stderr.columns ?? 80) - beside.length - 2;
      const width = Math.min(longestBar, Math.max(shortestBar, space));
      live(`${bar(share, width).padEnd(width, "░")} ${beside}`);
    },
    close: () => live.done(),
  };
}

const lines = (): Display => ({
  interval: 10_000,
  line: write,
  progress: ({ done, total, text }) => write(`${percent((100 * done) / total)}  ${text}`),
  close: () => {},
});

const jsonLines = (): Display => ({
  interval: 1000,
  line: (_text, data) => write(JSON.stringify(data)),
  progress: ({ data }) => write(JSON.stringify(data)),
  close: () => {},
});

/** The display for what stderr is: a terminal that can move its cursor, or something that keeps lines. */
export function displayFor(json: boolean): Display {
  if (json) return jsonLines();
  return process.stderr.isTTY && process.env.TERM !== "dumb" ? terminal() : lines();
}
