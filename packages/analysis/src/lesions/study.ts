// Lesions measured: the error and loss of a network under each.
import type { ImageSet } from "@unravel/data";
import type { Model } from "@unravel/models";
import { createPacer, requireFiniteLoss } from "@unravel/train";
import { type Provenance, provenanceOf } from "../provenance.ts";
import type { Interval } from "../statistics/bootstrap.ts";
import { meanInterval, wilsonInterval } from "../statistics/intervals.ts";
import { kendallTau } from "../statistics/ranks.ts";
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
  /** What was measured before, of the same network, images and device: it is not measured again. */
  readonly known?: readonly TestedLesion[] | undefined;
  /** Called with each result as it is measured. */
  readonly onResult?: ((result: LesionResult) => void) | undefined;
};

/** A lesion and how many images the network got wrong under it: what a result can be made of again. */
export type TestedLesion = Lesion & Pick<Measurement, "images" | "wrong" | "loss" | "lossDeviation">;

/** How well a network does, as a sample of images tells. */
export type Measurement = {
  readonly images: number;
  readonly wrong: number;
  /** In %. */
  readonly error: number;
  /** The error's 95% confidence interval (Wilson), in %. */
  readonly interval: Interval;
  /** Mean cross-entropy. */
  readonly loss: number;
  /** Standard deviation of the images' cross-entropies. */
  readonly lossDeviation: number;
  /** The loss's 95% confidence interval. */
  readonly lossInterval: Interval;
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

const measurementOf = ({ images, wrong, loss, lossDeviation }: Omit<TestedLesion, keyof Lesion>): Measurement => ({
  images,
  wrong,
  error: (100 * wrong) / images,
  interval: wilsonInterval(wrong, images),
  loss,
  lossDeviation,
  lossInterval: meanInterval(loss, lossDeviation, images),
});

/** The network under `lesion` in words. */
function nameOf({ name }: Model, { deleted, moved }: Lesion): string {
  const without = deleted.length > 0 ? ` without ${deleted.join(", ")}` : "";
  return `${name}${without}${Object.keys(moved).length > 0 ? " with its blocks in another order" : ""}`;
}

/** What tells lesions apart. */
const keyOf = ({ deleted, moved }: Lesion): string => JSON.stringify([deleted, Object.entries(moved)]);

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
 * model do not fit and where numbers overflow, a WeightsError for parameters that do not fit, a MemoryError, and an Error for a lesion that
 * cannot be done.
 */
export async function studyLesions(
  subject: Subject,
  lesions: readonly Lesion[],
  options: LesionOptions = {},
): Promise<LesionStudy> {
  const { model, set, normalisation } = subject;
  const { origin = {}, onProgress, onResult, signal, reestimate } = options;
  const known = new Map<string, TestedLesion>(options.known?.map((tested) => [keyOf(tested), tested]));
  const all = [intact, ...lesions];
  const pace = createPacer(); // of its own: a test of few images is over before it lets anything in
  for (const lesion of all) {
    signal?.throwIfAborted();
    operate(model, lesion); // all refusals before any work
    await pace();
  }
  requireFinite(subject.parameters);
  const unknown = new Set(all.map(keyOf).filter((key) => !known.has(key))); // drawn twice, measured once
  const images = unknown.size * set.labels.length;
  let before = 0;
  const lesioner = await createLesioner(subject);
  try {
    const results: LesionResult[] = [];
    const measure = async (lesion: Lesion, measured: number): Promise<Measurement> => {
      const evaluation = await lesioner.measure(lesion, {
        set,
        normalisation,
        signal,
        reestimate,
        onProgress: (done) => onProgress?.({ measured, total: all.length, done: before + done, images }),
      });
      before += set.labels.length;
      requireFiniteLoss(evaluation, nameOf(model, lesion));
      return measurementOf(evaluation);
    };
    for (const [measured, lesion] of all.entries()) {
      const found = { log2Paths: log2PathsUnder(model, lesion), tau: tauUnder(model, lesion) };
      const tested = known.get(keyOf(lesion));
      const measurement = tested ? measurementOf(tested) : await measure(lesion, measured);
      const result = { ...lesion, ...measurement, ...found };
      results.push(result);
      if (!tested) onResult?.(result);
      known.set(keyOf(lesion), result);
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
