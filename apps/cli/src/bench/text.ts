// The result of a bench for people.
import { type Device, formatBytes } from "@unravel/core";
import { bar, count } from "../output/format.ts";
import { table } from "../output/table.ts";
import type { LaunchKind } from "./launch-kinds.ts";
import { type Mode, modes } from "./workload.ts";

/** What was measured. Speeds are images a second: the median, the slowest and the fastest run. */
export type Result = {
  readonly imagesPerSecond: number;
  readonly slowest: number;
  readonly fastest: number;
  /** Giga-operations a second as a direct convolution would make them. */
  readonly gflops: number;
  /** The device's measured peak on as many threads; null where it cannot tell. */
  readonly peakGflops: number | null;
  readonly fractionOfPeak: number | null;
  /** What a run submits to a GPU, and the microseconds of JavaScript for each (median); null on other devices. */
  readonly dispatches: number | null;
  readonly microsecondsPerDispatch: number | null;
  /** Bytes of all values of the program. */
  readonly peakBytes: number;
  readonly model: string;
  readonly mode: Mode;
  readonly batch: number;
  readonly device: string;
  readonly threads: number | null;
  readonly runs: number;
  /** Null where it was not asked for, or the device cannot tell. */
  readonly launches: readonly LaunchKind[] | null;
};

const speed = (value: number): string => (value < 100 ? value.toPrecision(3) : count(Math.round(value)));

/** The result in lines. `profiled`: the times of the launches were asked for. */
export function benchText(result: Result, { name, description }: Device, profiled: boolean): string {
  const { model, mode, batch, runs, imagesPerSecond, slowest, fastest, gflops, peakBytes } = result;
  const { about, passes } = modes[mode];
  return [
    `${about} of ${model} in batches of ${count(batch)} on ${name} (${description})`,
    `${speed(imagesPerSecond)} images/s (${speed(slowest)} to ${speed(fastest)}; median of ${count(runs)} runs)`,
    `${speed(gflops)} GFLOP/s, counted as direct convolutions${passes > 1 ? `, ${passes} times the forward pass` : ""}`,
    peakLine(result),
    ...dispatchLines(result),
    `${formatBytes(peakBytes)} of memory at its peak`,
    ...(profiled ? ["", launchLines(result)] : []),
  ].join("\n");
}

function peakLine({ device, peakGflops, fractionOfPeak }: Result): string {
  if (peakGflops === null || fractionOfPeak === null) return `${device} cannot measure its peak`;
  const share = `${(100 * fractionOfPeak).toFixed(0)}% of the measured peak of ${speed(peakGflops)} GFLOP/s`;
  return fractionOfPeak > 1 ? `${share} (Winograd's convolutions take fewer operations than are counted)` : share;
}

function dispatchLines({ dispatches, microsecondsPerDispatch }: Result): string[] {
  if (dispatches === null || microsecondsPerDispatch === null) return [];
  return [
    `${microsecondsPerDispatch.toPrecision(2)} µs of JavaScript a dispatch, ${count(dispatches)} dispatches a step`,
  ];
}

const barWidth = 24;

function launchLines({ device, launches }: Result): string {
  if (launches === null) return `${device} cannot tell the times of its launches`;
  const total = launches.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const columns = [
    { heading: "op" },
    { heading: "kernel" },
    { heading: "launches", align: "right" },
    { heading: "ms a step", align: "right" },
    { heading: "share", align: "right" },
    { heading: "GFLOP/s", align: "right" },
    { heading: "of peak", align: "right" },
    { heading: "" },
  ] as const;
  const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)}%`;
  const rows = launches.map(({ op, kernel, launches: times, milliseconds, gflops, fractionOfPeak }) => {
    const share = milliseconds / total;
    const rate = [gflops === null ? "" : speed(gflops), fractionOfPeak === null ? "" : percent(fractionOfPeak, 0)];
    return [op, kernel, times, milliseconds.toFixed(2), percent(share, 1), ...rate, bar(share, barWidth)];
  });
  return table(columns, [...rows, ["all", "", "", total.toFixed(2), "", "", "", ""]]);
}
