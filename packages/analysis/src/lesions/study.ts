// Lesions measured: the error and loss of a network under each.
import type { ImageSet } from "@unravel/data";
import type { Model } from "@unravel/models";
import { createPacer, type Evaluation } from "@unravel/train";
import { type Provenance, provenanceOf } from "../provenance.ts";
import { kendallTau } from "../statistics/ranks.ts";
import { wilsonInterval } from "../statistics/wilson.ts";
import { requireFinite, type StudyOptions, type Subject } from "../subject.ts";
import { intact, type Lesion, operate } from "./lesion.ts";
import { createLesioner } from "./lesioner.ts";

/** How a lesion study is carried out. */
export type LesionOptions = StudyOptions & {
  /**
   * Training images to take batch norm's statistics anew from, after each lesion and for the whole network too, so that like is compared
   * with like; default: they stay as they are.
   */
  readonly reestimate?: ImageSet | undefined;
};

/** How well a network does, as a sample of images tells. */
export type Measurement = {
  readonly images: number;
  readonly wrong: number;
  /** In %. */
  readonly error: number;
  /** The error's 95% confidence interval (Wilson), in %. */
  readonly interval: readonly [low: number, high: number];
  /** Mean cross-entropy. */
  readonly loss: number;
};

/** A lesion and what it did. */
export type LesionResult = Lesion &
  Measurement & {
    /** Base-2 logarithm of the number of paths that are left. */
    readonly log2Paths: number;
    /** Kendall's rank correlation of the blocks' order with the trained one: 1 where none moved. */
    readonly tau: number;
  };

/** A study of single lesions; plain JSON. */
export type LesionStudy = {
  readonly kind: "lesions";
  readonly provenance: Provenance;
  /** How many images batch norm's statistics were taken anew from; null where they stayed. */
  readonly reestimated: number | null;
  readonly intact: LesionResult;
  readonly results: readonly LesionResult[];
};

const measurementOf = ({ images, wrong, error, loss }: Evaluation): Measurement => ({
  images,
  wrong,
  error,
  interval: wilsonInterval(wrong, images),
  loss,
});

/** Paths that are left: a product over the blocks, of which deleted ones are their shortcut alone. */
function log2PathsUnder(model: Model, lesion: Lesion): number {
  const blocks = operate(model, lesion).model.stages.flat();
  const ways = blocks.map(({ name, shortcut, branches }) =>
    shortcut ? 1 + (lesion.deleted.includes(name) ? 0 : branches.length) : branches.length,
  );
  return ways.reduce((sum, count) => sum + Math.log2(count), 0);
}

/** Kendall's tau of the order that the residual blocks stand in. */
function tauUnder(model: Model, { moved }: Lesion): number {
  const names = model.stages.flat().flatMap(({ name, shortcut }) => (shortcut ? [name] : []));
  return kendallTau(names.map((name) => names.indexOf(moved[name] ?? name)));
}

/**
 * Measures the whole network and then each of `lesions`: one program for all but plain networks. Throws a TrainingError where images and
 * model do not fit, a WeightsError for parameters that do not, a MemoryError, and an Error for a lesion that cannot be done.
 */
export async function studyLesions(
  subject: Subject,
  lesions: readonly Lesion[],
  options: LesionOptions = {},
): Promise<LesionStudy> {
  const { model, set, normalisation } = subject;
  const { origin = {}, onProgress, signal, reestimate } = options;
  const all = [intact, ...lesions];
  const pace = createPacer(); // of its own: a test of few images is over before it lets anything in
  for (const lesion of all) {
    signal?.throwIfAborted();
    operate(model, lesion); // all refusals before any work
    await pace();
  }
  requireFinite(subject.parameters);
  const images = all.length * set.labels.length;
  const lesioner = await createLesioner(subject);
  try {
    const results: LesionResult[] = [];
    for (const [measured, lesion] of all.entries()) {
      const evaluation = await lesioner.measure(lesion, {
        set,
        normalisation,
        signal,
        reestimate,
        onProgress: (done) =>
          onProgress?.({ measured, total: all.length, done: measured * set.labels.length + done, images }),
      });
      const found = { log2Paths: log2PathsUnder(model, lesion), tau: tauUnder(model, lesion) };
      results.push({ ...lesion, ...measurementOf(evaluation), ...found });
      await pace();
    }
    const [whole, ...rest] = results;
    return {
      kind: "lesions",
      provenance: provenanceOf({ ...subject, origin }),
      reestimated: reestimate ? lesioner.reestimated(reestimate) : null,
      intact: whole!,
      results: rest,
    };
  } finally {
    lesioner.dispose();
  }
}
