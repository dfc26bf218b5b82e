// The gradient that paths of each length carry to the input (Veit et al. 2016, section 5 and figure 6).
import { createPacer } from "@unravel/train";
import { drawsOf } from "../draws.ts";
import { countPaths } from "../paths/lengths.ts";
import { createProbe, type Probe, type Statistics } from "../probe.ts";
import { type Provenance, provenanceOf } from "../provenance.ts";
import { type ExponentialFit, fitExponential } from "../statistics/fit.ts";
import { log2, ratio } from "../statistics/ratio.ts";
import { type Summary, summarise } from "../statistics/summary.ts";
import type { StudyOptions, Subject } from "../subject.ts";
import { drawPath, forks, pathGates } from "./choose.ts";
import {
  contributionsOf,
  type EffectivePathRange,
  effectiveRange,
  intervalsOf,
  type PathGradientIntervals,
} from "./effective.ts";

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
  /** (number of paths) · (mean norm), as a share of the sum over all lengths; `intervals` says how certain it is. */
  readonly contribution: number;
};

/** What the study found; plain JSON. */
export type PathGradientStudy = {
  readonly kind: "gradients";
  readonly provenance: Provenance;
  readonly statistics: Statistics;
  readonly samples: number;
  /** Images of one measurement. */
  readonly batch: number;
  /** Different batches of images among the samples. */
  readonly batches: number;
  /** Mean norm of the gradient through all paths together. */
  readonly whole: number;
  readonly rows: readonly PathGradientRow[];
  /** Of the mean norm by length; null where too few lengths carry anything. */
  readonly fit: ExponentialFit | null;
  readonly effective: EffectivePathRange;
  /** Null of a single batch of images. */
  readonly intervals: PathGradientIntervals | null;
};

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
    const batches = Math.min(samples, probe.batches);
    const shares = counts.map((count) => ratio(count, total));
    const means = norms.map((list) => summarise(list).mean);
    const contributions = contributionsOf(shares, means);
    const rows = norms.map(
      (list, length): PathGradientRow => ({
        length,
        log2Paths: log2(counts[length]!),
        share: shares[length]!,
        norm: summarise(list),
        contribution: contributions[length]!,
      }),
    );
    return {
      kind: "gradients",
      provenance: provenanceOf({ ...subject, images: batches * probe.batch, seed, origin }),
      statistics,
      samples,
      batch: probe.batch,
      batches,
      whole,
      rows,
      fit: fitOrNull(rows),
      effective: effectiveRange(shares, contributions, coverage),
      intervals: intervalsOf(shares, norms, batches, coverage, drawsOf("resamples", seed, 0)),
    };
  } finally {
    probe.dispose();
  }
}
