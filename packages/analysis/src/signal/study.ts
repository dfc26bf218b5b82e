// Signal propagation (He et al. 2016b, sections 2 and 3): how large values and gradients are after each block, and what the shortcuts alone do.
import type { Block, Model } from "@unravel/blocks";
import type { Gates, Numbers } from "@unravel/core";
import { valueName } from "@unravel/models";
import { forks, pathGates } from "../gradients/choose.ts";
import { createProbe, type Probe, type Statistics } from "../probe.ts";
import { type Provenance, provenanceOf } from "../provenance.ts";
import type { StudyOptions, Subject } from "../subject.ts";

/** How a signal is followed. */
export type SignalOptions = StudyOptions & {
  /** Default "batch", as in training: untrained networks have no running statistics. */
  readonly statistics?: Statistics;
};

/** The signal after one block. */
export type SignalRow = {
  readonly block: string;
  /** From 0. */
  readonly stage: number;
  /** Mean and variance of the block's value over images, places and channels. */
  readonly mean: number;
  readonly variance: number;
  /** Mean norm of the gradient of an image's loss at the block's value. */
  readonly gradientNorm: number;
  /** The same of what arrives through the shortcuts of all later blocks alone; null where a later block has none. */
  readonly shortcutGradientNorm: number | null;
  /**
   * The factor λ that the block multiplies its shortcut by (equation 5): a constant, or the measured mean of 1 − g; 0 without a shortcut.
   * What else is on the shortcut (a projection, a change of shape, dropout, which divides by what it keeps) is not in it.
   */
  readonly factor: number;
  /** Π of the factors of all later blocks: what scales the gradient that the shortcuts carry here (equation 6). */
  readonly laterFactors: number;
};

/** What the study found; plain JSON. */
export type SignalStudy = {
  readonly kind: "signal";
  readonly provenance: Provenance;
  readonly statistics: Statistics;
  readonly batch: number;
  readonly loss: number;
  /** Mean norm of the gradient at the images. */
  readonly inputGradientNorm: number;
  /** Π of the factors of all blocks. */
  readonly factors: number;
  readonly rows: readonly SignalRow[];
};

/** Mean and variance of all numbers, in float64. */
function moments(values: Numbers): { readonly mean: number; readonly variance: number } {
  let sum = 0;
  for (const x of values) sum += x;
  const mean = sum / values.length;
  let squares = 0;
  for (const x of values) squares += (x - mean) ** 2;
  return { mean, variance: squares / values.length };
}

/** The factor of a block's shortcut after the probe's last run. */
async function factorOf({ name, shortcut }: Block, probe: Probe): Promise<number> {
  if (!shortcut) return 0;
  const { gain } = shortcut;
  if (typeof gain === "number") return gain;
  const { mean } = moments(await probe.read(valueName(`${name}.gate`)));
  return gain === "gate" ? mean : 1 - mean;
}

/** Backward gates that close every branch. */
const shortcutsAlone = (model: Model): Gates =>
  pathGates(model, Object.fromEntries(forks(model).map(({ name }) => [name, "shortcut"] as const)));

type Forward = Pick<SignalRow, "block" | "stage" | "mean" | "variance" | "gradientNorm" | "factor">;

/** What the first run, with everything open, shows of each block. */
async function lookAt(model: Model, probe: Probe): Promise<Forward[]> {
  const rows: Forward[] = [];
  for (const [stage, blocks] of model.stages.entries()) {
    for (const block of blocks) {
      rows.push({
        block: block.name,
        stage,
        ...moments(await probe.read(valueName(block.name))),
        gradientNorm: await probe.gradientNorm(valueName(block.name)),
        factor: await factorOf(block, probe),
      });
    }
  }
  return rows;
}

/** Norms of the gradients that shortcuts alone carry to each block's value, from the last block on back; null below a plain block. */
async function throughShortcuts(model: Model, probe: Probe): Promise<(number | null)[]> {
  await probe.run(shortcutsAlone(model));
  const blocks = model.stages.flat();
  const broken = blocks.findLastIndex(({ shortcut }) => shortcut === null);
  const norms: (number | null)[] = [];
  for (const [index, { name }] of blocks.entries()) {
    norms.push(index < broken ? null : await probe.gradientNorm(valueName(name)));
  }
  return norms;
}

/**
 * Follows one batch of images (the set's first) forward and its gradient back through `model`: with all paths open, and through the
 * shortcuts alone. Throws what loading throws (`createProbe`), and an Error where numbers overflow.
 */
export async function studySignal(subject: Subject, options: SignalOptions = {}): Promise<SignalStudy> {
  const { model } = subject;
  const { origin = {}, statistics = "batch", onProgress, signal } = options;
  const probe = await createProbe(subject, { statistics, blocks: true });
  const step = (measured: number) => {
    signal?.throwIfAborted();
    onProgress?.({ measured, total: 2, done: measured * probe.batch, images: 2 * probe.batch });
  };
  try {
    step(0);
    await probe.show(0);
    await probe.run();
    const loss = (await probe.read("loss"))[0]!;
    const inputGradientNorm = await probe.gradientNorm("images");
    const open = await lookAt(model, probe);
    step(1);
    const alone = await throughShortcuts(model, probe);
    step(2);
    const product = (from: number) => open.slice(from).reduce((total, { factor }) => total * factor, 1);
    return {
      kind: "signal",
      provenance: provenanceOf({ ...subject, images: probe.batch, origin }),
      statistics,
      batch: probe.batch,
      loss,
      inputGradientNorm,
      factors: product(0),
      rows: open.map((row, index) => ({
        ...row,
        shortcutGradientNorm: alone[index]!,
        laterFactors: product(index + 1),
      })),
    };
  } finally {
    probe.dispose();
  }
}
