// What the shortcut does and how the paths are weighed (He et al. 2016b, figure 2 and table 1) as data.
import type { Gain, Op } from "./model.ts";
import type { ResizeName } from "./resizes.ts";

export type ShortcutName =
  | "identity"
  | "scaled"
  | "exclusiveGate"
  | "shortcutGate"
  | "convolution"
  | "dropout"
  | "none";

/** The numbers that a shortcut may read. */
export type ShortcutSettings = {
  /** Constant factors of the shortcut and of every branch ("scaled"). */
  readonly scale: readonly [shortcut: number, branch: number];
  /** Initial bias b_g of the gating convolution: negative keeps the shortcut near identity. */
  readonly gateBias: number;
  /** Share of the shortcut's values dropped while training ("dropout"). */
  readonly dropoutRate: number;
};

/** A row: the paths' gains, the ops at the end of the shortcut, which settings it reads. */
export type Shortcut = {
  readonly exists: boolean;
  readonly gated: boolean;
  /** Whether it projects in every block, whatever the resize does. */
  readonly projects: boolean;
  readonly gains: (settings: ShortcutSettings) => readonly [shortcut: Gain, branch: Gain];
  readonly ops: (settings: ShortcutSettings) => readonly Op[];
  readonly reads: readonly (keyof ShortcutSettings)[];
  /** How it may change shape: all resizes it has a meaning with, its own default first; empty: it has none. */
  readonly resizes: readonly ResizeName[];
};

const anyResize: readonly ResizeName[] = ["projection", "zeros", "zerosAround", "projectionAlways", "averagePool"];
const sum: Shortcut = {
  exists: true,
  gated: false,
  projects: false,
  gains: () => [1, 1],
  ops: () => [],
  reads: [],
  resizes: anyResize,
};

/** The shortcuts by name. */
export const shortcuts: Readonly<Record<ShortcutName, Shortcut>> = {
  identity: sum,
  scaled: { ...sum, gains: ({ scale }) => scale, reads: ["scale"] },
  exclusiveGate: { ...sum, gated: true, gains: () => ["1-gate", "gate"], reads: ["gateBias"] },
  shortcutGate: { ...sum, gated: true, gains: () => ["1-gate", 1], reads: ["gateBias"] },
  // "1x1 conv" of table 1 is option C: a projection in every unit.
  convolution: { ...sum, projects: true, resizes: ["projectionAlways", "projection"] },
  dropout: {
    ...sum,
    ops: ({ dropoutRate }) => [{ op: "dropout", rate: dropoutRate }],
    reads: ["dropoutRate"],
  },
  none: { ...sum, exists: false, resizes: [] },
};

/** The factors, bias and rate that the paper settles on. */
export const defaultSettings: ShortcutSettings = { scale: [0.5, 0.5], gateBias: -6, dropoutRate: 0.5 };
