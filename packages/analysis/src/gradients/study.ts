// The gradient that paths of each length carry to the input (Veit et al. 2016, section 5 and figure 6).
import { createPacer } from "@unravel/train";
import { countPaths } from "../paths/lengths.ts";
import { createProbe, type Probe, type Statistics } from "../probe.ts";
import { type Provenance, provenanceOf } from "../provenance.ts";
import { type ExponentialFit, fitExponential } from "../statistics/fit.ts";
import { log2, ratio } from "../statistics/ratio.ts";
import { type Summary, summarise } from "../statistics/summary.ts";
import type { StudyOptions, Subject } from "../subject.ts";
import { drawPath, forks, pathGates } from "./choose.ts";

/** How the gradients of paths are measured. */
export type PathGradientOptions = StudyOptions & {
  /** Paths of each length. Sample s sees batch s of the images, or s modulo their number. */
  readonly samples: number;
  readonly seed: number;
  /** Default "running": the network as it is tested, where images do not influence each other. */
  readonly statistics?: Statistics;
  /** The share of the gradient that the effective paths carry. Default 0.95; the paper names no figure. */
  readonly coverage?: number;
};

/** The paths of one length, in modules. */
export type PathGradientRow = {
  readonly length: number;
  readonly log2Paths: number;
  /** Of all paths. */
  readonly share: number;
  /** The norm of a single path's gradient at the input. */
  readonly norm: Summary;
  /** (number of paths) · (mean norm), as a share of the sum over all lengths. */
  readonly contribution: number;
};

/** The shortest range of lengths whose contributions add up to the coverage. */
export type EffectivePathRange = {
  readonly from: number;
  readonly to: number;
  /** What they contribute. */
  readonly contribution: number;
  /** Their share of all paths. */
  readonly share: number;
};

/** What the study found; plain JSON. */
export type PathGradientStudy = {
  readonly kind: "gradients";
  readonly provenance: Provenance;
  readonly statistics: Statistics;
  readonly samples: number;
  /** Images of one measurement. */
  readonly batch: number;
  /** Mean norm of the gradient through all paths together. */
  readonly whole: number;
  readonly rows: readonly PathGradientRow[];
  /** Of the mean norm by length; null where too few lengths carry anything. */
  readonly fit: ExponentialFit | null;
  readonly effective: EffectivePathRange;
};

/** The shortest run of rows that contributes at least `coverage`; of equally short ones the one that contributes most. */
function effectiveRange(rows: readonly Omit<PathGradientRow, "norm">[], coverage: number): EffectivePathRange {
  const sum = (from: number, to: number, key: "contribution" | "share") =>
    rows.slice(from, to + 1).reduce((total, row) => total + row[key], 0);
  for (let width = 0; width < rows.length - 1; width++) {
    const starts = Array.from({ length: rows.length - width }, (_, from) => from);
    const best = starts.reduce((a, b) =>
      sum(b, b + width, "contribution") > sum(a, a + width, "contribution") ? b : a,
    );
    const contribution = sum(best, best + width, "contribution");
    if (contribution >= coverage) {
      const [first, last] = [rows[best]!, rows[best + width]!];
      return { from: first.length, to: last.length, contribution, share: sum(best, best + width, "share") };
    }
  }
  // All of them, which rounding may leave below a coverage of 1; where nothing arrives they contribute nothing.
  const contribution = sum(0, rows.length - 1, "contribution");
  return { from: rows[0]!.length, to: rows.at(-1)!.length, contribution, share: 1 };
}

/** Norms measured by length: element L holds those of the paths of length L. */
async function measure(probe: Probe, subject: Subject, lengths: number, options: PathGradientOptions) {
  const { samples, seed, onProgress, signal } = options;
  const norms = Array.from({ length: lengths }, (): number[] => []);
  const whole: number[] = [];
  const total = samples * (lengths + 1);
  let measured = 0;
  const pace = createPacer();
  const pass = async (backward?: Parameters<Probe["run"]>[0]) => {
    signal?.throwIfAborted();
    await probe.run(backward);
    const norm = await probe.gradientNorm("images");
    measured += 1;
    onProgress?.({ measured, total, done: measured * probe.batch, images: total * probe.batch });
    await pace();
    return norm;
  };
  for (let sample = 0; sample < samples; sample++) {
    await probe.show(sample % probe.batches);
    whole.push(await pass());
    for (let length = 0; length < lengths; length++) {
      norms[length]!.push(await pass(pathGates(subject.model, drawPath(subject.model, length, seed, sample))));
    }
  }
  return { norms, whole: summarise(whole).mean };
}

const fitOrNull = (rows: readonly PathGradientRow[]): ExponentialFit | null =>
  rows.filter(({ norm }) => norm.mean > 0).length < 2
    ? null
    : fitExponential(rows.map((row) => [row.length, row.norm.mean]));

/**
 * Measures the gradient at the input through single paths of every length: forward as usual, backward through the branch of `length` random
 * modules and the shortcut of all others. The norm is that of one image's own loss, and the mean over a batch.
 * Throws a RangeError without a sample or for a coverage that is no share, an Error for a network without residual blocks or where numbers
 * overflow, and what loading throws (`createProbe`).
 */
export async function studyPathGradients(subject: Subject, options: PathGradientOptions): Promise<PathGradientStudy> {
  const { model } = subject;
  const { origin = {}, samples, seed, statistics = "running", coverage = 0.95 } = options;
  const blocks = forks(model);
  if (blocks.length === 0) {
    throw new Error(`${model.name} has no residual block, so a single path: take a network with shortcuts.`);
  }
  if (!Number.isInteger(samples) || samples < 1) throw new RangeError(`samples: expected 1 or more, got ${samples}.`);
  if (!(coverage > 0 && coverage <= 1))
    throw new RangeError(`coverage: expected a share above 0, to 1, got ${coverage}.`);
  const counts = countPaths(blocks);
  const total = counts.reduce((sum, count) => sum + count, 0n);
  const probe = await createProbe(subject, { statistics });
  try {
    const { norms, whole } = await measure(probe, subject, counts.length, options);
    const weights = norms.map((list, length) => ratio(counts[length]!, total) * summarise(list).mean);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const rows = norms.map(
      (list, length): PathGradientRow => ({
        length,
        log2Paths: log2(counts[length]!),
        share: ratio(counts[length]!, total),
        norm: summarise(list),
        contribution: all > 0 ? weights[length]! / all : 0,
      }),
    );
    return {
      kind: "gradients",
      provenance: provenanceOf({ ...subject, images: Math.min(samples, probe.batches) * probe.batch, seed, origin }),
      statistics,
      samples,
      batch: probe.batch,
      whole,
      rows,
      fit: fitOrNull(rows),
      effective: effectiveRange(rows, coverage),
    };
  } finally {
    probe.dispose();
  }
}
