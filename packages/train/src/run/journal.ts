// metrics.jsonl: what a run measured, one JSON record a line. Only what is determined stands in it; times and speeds
// are in timing.jsonl.
import type { Store } from "@unravel/core/store";

/** Training loss and error (%) over a window of updates. */
export type WindowRow = {
  readonly kind: "window";
  /** Updates made, epochs completed by them. */
  readonly step: number;
  readonly epoch: number;
  /** Learning rate of the last update. */
  readonly rate: number;
  readonly loss: number;
  readonly error: number;
};

/** The same over an epoch, and on the images held out. */
export type EpochRow = {
  readonly kind: "epoch";
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly error: number;
  readonly validation: { readonly loss: number; readonly error: number } | null;
};

export type MetricsRow = WindowRow | EpochRow;

const metricsPath = "metrics.jsonl";
const timingPath = "timing.jsonl";

const encode = (rows: readonly object[]): Uint8Array =>
  new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

/** Collects rows and writes them when told to. */
export type Journal = {
  add(row: MetricsRow): void;
  /** Writes what was added; returns the file's length, for a checkpoint to keep. */
  flush(): Promise<number>;
};

/** The journal of a run whose metrics.jsonl has `bytes` bytes that count; what stands behind them is cut off. */
export async function openJournal(store: Store, bytes: number): Promise<Journal> {
  if (bytes === 0) await store.write(metricsPath, new Uint8Array());
  else await store.truncate(metricsPath, bytes);
  let length = bytes;
  let rows: MetricsRow[] = [];
  return {
    add(row) {
      rows.push(row);
    },
    async flush() {
      if (rows.length === 0) return length;
      const lines = encode(rows);
      rows = [];
      await store.append(metricsPath, lines);
      length += lines.length;
      return length;
    },
  };
}

/** The rows of a run's metrics.jsonl so far. Throws a StoreError where there is none. */
export async function readMetrics(store: Store): Promise<readonly MetricsRow[]> {
  const text = new TextDecoder().decode(await store.read(metricsPath));
  // A line that is being written, or was cut by a crash, has no end yet.
  return text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as MetricsRow);
}

/** Adds a row with the time of day to timing.jsonl. */
export const appendTiming = (store: Store, row: object): Promise<void> =>
  store.append(timingPath, encode([{ date: new Date().toISOString(), ...row }]));
