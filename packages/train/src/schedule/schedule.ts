// The learning rate as a function of how far training is.

/** When something happens: after so many epochs or so many steps (updates). */
export type Moment = { readonly epochs: number } | { readonly steps: number };

/** How the learning rate runs over the whole training, its `rate` being the highest. */
export type RateCurve =
  | { readonly kind: "constant" }
  /** Times `factor` at each of the moments. */
  | { readonly kind: "steps"; readonly at: readonly Moment[]; readonly factor: number }
  /** Half a cosine from `rate` to 0 (Loshchilov & Hutter 2017). */
  | { readonly kind: "cosine" }
  /** A straight line from `rate` to 0. */
  | { readonly kind: "linear" }
  /** Straight up from `start`·rate to `rate` at the fraction `peak` of the training, then straight down to 0 (Smith 2018). */
  | { readonly kind: "oneCycle"; readonly peak: number; readonly start: number }
  /** Times `factor` whenever the validation error has not fallen for more than `patience` epochs. */
  | { readonly kind: "plateau"; readonly factor: number; readonly patience: number };

type CurveOf<Kind extends RateCurve["kind"]> = Extract<RateCurve, { kind: Kind }>;

/** A smaller, fixed rate at first: until a moment, or until the training error (%) of a window falls below a bound. */
export type WarmUp = { readonly rate: number; readonly until: Moment | { readonly error: number } };

/** A learning rate schedule. The warm-up stands in for the start of the curve, which it does not delay. */
export type Schedule = { readonly rate: number; readonly curve: RateCurve; readonly warmUp: WarmUp | null };

/** What a schedule has seen of the training so far; part of every checkpoint. */
export type ScheduleMemory = {
  /** Whether a warm-up that waits for an error has seen it. */
  readonly warm: boolean;
  /** The lowest validation error (%) so far; null before the first. */
  readonly best: number | null;
  /** Epochs since then, or since the last reduction. */
  readonly stale: number;
  /** How often a plateau has reduced the rate. */
  readonly reductions: number;
};

/** All that a rate depends on: what was seen, and where training is. */
export type ScheduleState = ScheduleMemory & {
  /** Updates made so far. */
  readonly step: number;
  /** Updates of the whole training. */
  readonly steps: number;
  /** Updates of one epoch; no whole number where batches are drawn across epochs. */
  readonly stepsPerEpoch: number;
};

/** Before the first update. */
export const unseen: ScheduleMemory = { warm: false, best: null, stale: 0, reductions: 0 };

const stepsUntil = (moment: Moment, stepsPerEpoch: number): number =>
  "steps" in moment ? moment.steps : moment.epochs * stepsPerEpoch;

/** The share of the full rate that each curve gives. */
const shares: { readonly [Kind in RateCurve["kind"]]: (curve: CurveOf<Kind>, state: ScheduleState) => number } = {
  constant: () => 1,
  steps: ({ at, factor }, { step, stepsPerEpoch }) =>
    factor ** at.filter((moment) => step >= stepsUntil(moment, stepsPerEpoch)).length,
  cosine: (_, { step, steps }) => (1 + Math.cos((Math.PI * step) / steps)) / 2,
  linear: (_, { step, steps }) => 1 - step / steps,
  oneCycle: ({ peak, start }, { step, steps }) => {
    const done = step / steps;
    return done < peak ? start + (1 - start) * (done / peak) : (1 - done) / (1 - peak);
  },
  plateau: ({ factor }, { reductions }) => factor ** reductions,
};

function warmingUp({ until }: WarmUp, { step, stepsPerEpoch, warm }: ScheduleState): boolean {
  return "error" in until ? !warm : step < stepsUntil(until, stepsPerEpoch);
}

/** The learning rate of the update that comes after `state.step` updates. */
export function learningRate({ rate, curve, warmUp }: Schedule, state: ScheduleState): number {
  if (warmUp && warmingUp(warmUp, state)) return warmUp.rate;
  const share = shares[curve.kind] as (curve: RateCurve, state: ScheduleState) => number;
  return rate * share(curve, state);
}

/** Whether the rate of the next update may depend on a window's error. */
export const watchesWindows = ({ warmUp }: Schedule, { warm }: ScheduleMemory): boolean =>
  warmUp !== null && "error" in warmUp.until && !warm;

/** What is remembered after a window of steps whose training error was `error` (%). */
export function observeWindow({ warmUp }: Schedule, memory: ScheduleMemory, error: number): ScheduleMemory {
  const bound = warmUp && "error" in warmUp.until ? warmUp.until.error : 0;
  return error < bound ? { ...memory, warm: true } : memory;
}

/** What is remembered after an epoch that ended with the validation error `error` (%). */
export function observeEpoch({ curve }: Schedule, memory: ScheduleMemory, error: number): ScheduleMemory {
  if (memory.best === null || error < memory.best) return { ...memory, best: error, stale: 0 };
  const stale = memory.stale + 1;
  return "patience" in curve && stale > curve.patience
    ? { ...memory, stale: 0, reductions: memory.reductions + 1 }
    : { ...memory, stale };
}
