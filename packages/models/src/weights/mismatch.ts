// What may be behind weights that do not fit a model, told by the names and shapes on both sides.

/** The tensors of a model or of a file: names with their shapes. */
export type Side = ReadonlyMap<string, readonly number[]>;

/** Says what may be wrong, in words, or nothing. */
type Cause = (model: Side, file: Side) => string | undefined;

/** The number of blocks of each stage, as text: "3+3+3". No network has more stages than are shown. */
function depth(side: Side): string {
  const blocks = new Map<string, Set<string>>();
  for (const name of side.keys()) {
    const [, stage, block] = /^layer(\d+)\.(\d+)\./.exec(name) ?? [];
    if (stage && block) blocks.set(stage, (blocks.get(stage) ?? new Set()).add(block));
  }
  const sizes = [...blocks.values()].map((stage) => stage.size);
  return sizes.slice(0, 8).join("+") || "0";
}

/** A cause that is there when one side has names of a kind and the other has none. */
const onlyOneHas =
  (kind: RegExp, fileHas: string, modelHas: string): Cause =>
  (model, file) => {
    const [inModel, inFile] = [model, file].map((side) => [...side.keys()].some((name) => kind.test(name)));
    if (inModel === inFile) return undefined;
    return inFile ? fileHas : modelHas;
  };

/** The likely causes, the most telling first. */
export const causes: readonly Cause[] = [
  (model, file) =>
    [...file.keys()].some((name) => model.has(name))
      ? undefined
      : "no name is in both: the file is of another architecture, or under names that are not torch's",
  (model, file) =>
    depth(model) === depth(file)
      ? undefined
      : `the stages have ${depth(file)} blocks in the file and ${depth(model)} in the model: choose the file's depth`,
  (model, file) => {
    const [ours, theirs] = [model.get("fc.weight"), file.get("fc.weight")];
    if (!ours || !theirs || ours[0] === theirs[0] || ours[1] !== theirs[1]) return undefined;
    const classes = `the file has ${theirs[0]} classes and the model ${ours[0]}`;
    return `${classes}: build the model with ${theirs[0]}, or start a training from these weights, which draws a new head`;
  },
  (model, file) => {
    const [ours, theirs] = [model.get("conv1.weight")?.[3], file.get("conv1.weight")?.[3]];
    if (!ours || !theirs || ours === theirs) return undefined;
    const kernels = `the first convolution is ${theirs}x${theirs} in the file and ${ours}x${ours} in the model`;
    return `${kernels}: 7x7 is the ImageNet form, 3x3 the CIFAR form`;
  },
  onlyOneHas(
    /(^|\.)conv\d+\.bias$/,
    "the file's convolutions have biases: build the model with convBias: true",
    "the file's convolutions have no biases: build the model with convBias: false",
  ),
  onlyOneHas(
    /\.downsample\./,
    'the file has projections on its shortcuts: build the model with resize: "projection"',
    'the file has no projections on its shortcuts: build the model with resize: "zeros" or "zerosAround"',
  ),
  onlyOneHas(
    /\.conv3\./,
    "the file has bottleneck blocks: choose a bottleneck model (50 layers or more on ImageNet, 164 or more on CIFAR)",
    "the file has basic blocks of two convolutions: choose a model of basic blocks",
  ),
];
