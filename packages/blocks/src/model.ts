// A network is plain, JSON-able data: a stem, stages of blocks and a head, each a list of ops.
// A parameter's name is its block's name + "." + its op's name + "." + the leaf ("weight", "bias", "running_mean" ...).

/** Channels, height, width of one image or feature map (no batch dimension). */
export type Shape = readonly [channels: number, height: number, width: number];

/** A feature map, or the vector of channels that global pooling leaves of it. */
export type FeatureShape = Shape | readonly [channels: number];

/** How many numbers a shape holds. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, length) => size * length, 1);

/** Zeros around a feature map: top, bottom, left, right. */
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

/** One operation. Ops with a `name` own parameters. */
export type Op =
  | {
      readonly op: "conv";
      readonly name: string;
      readonly out: number;
      readonly kernel: number;
      readonly stride: number;
      /** Default: (kernel − 1) / 2 on every side, as torch's. */
      readonly padding?: Padding;
      readonly bias?: boolean;
      /** Initial value of the bias; default 0. A gate's initial bias b_g lives here. */
      readonly biasInit?: number;
    }
  | { readonly op: "linear"; readonly name: string; readonly out: number }
  | { readonly op: "bn"; readonly name: string; readonly epsilon?: number }
  | { readonly op: "relu" }
  | { readonly op: "sigmoid" }
  | { readonly op: "globalAveragePool" }
  | { readonly op: "dropout"; readonly rate: number }
  | { readonly op: "maxPool"; readonly kernel: number; readonly stride: number; readonly padding: number }
  | { readonly op: "averagePool"; readonly kernel: number; readonly stride: number }
  /** Subsample by `stride`, then put `before` zero channels in front and `after` behind (option A). */
  | { readonly op: "padChannels"; readonly stride: number; readonly before: number; readonly after: number };

/** A factor of a path: a constant, or the block's gate g(h), or 1 − g(h) (He et al. 2016b, fig. 2). */
export type Gain = number | "gate" | "1-gate";

/** One way through a block. `survival` < 1 is stochastic depth (Huang et al. 2016). */
export type Path = { readonly ops: readonly Op[]; readonly gain: Gain; readonly survival: number };

/** y = post(gain·shortcut(h) + Σ gainᵢ·branchᵢ(h)), h = pre(x), g = gate(h). `shortcut` is null in a plain block. */
export type Block = {
  readonly name: string;
  readonly pre: readonly Op[];
  readonly gate: readonly Op[];
  readonly shortcut: Path | null;
  readonly branches: readonly Path[];
  readonly post: readonly Op[];
};

/** A whole network. */
export type Model = {
  readonly format: 1;
  readonly name: string;
  readonly input: Shape;
  readonly stem: readonly Op[];
  readonly stages: readonly (readonly Block[])[];
  readonly head: readonly Op[];
};

/** Names a path: its block, and "shortcut" or the index of the branch. */
export type PathReference = { readonly block: string; readonly path: "shortcut" | number };

/** "layer1.0.shortcut" or "layer1.0.branch0": the name of a path's gate. */
export const pathName = ({ block, path }: PathReference): string =>
  `${block}.${path === "shortcut" ? path : `branch${path}`}`;
