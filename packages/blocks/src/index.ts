export { describeBlock, describeOp, describeOps } from "./describe.ts";
export { type DrawingOptions, drawing } from "./draw/drawing.ts";
export type { Drop, DropName } from "./drops.ts";
export { drops } from "./drops.ts";
export { type Algebra, interpret, type Term } from "./interpret.ts";
export { fromJson, parseModel, toJson } from "./json.ts";
export type { Block, FeatureShape, Gain, Model, Op, Padding, Path, PathReference, Shape } from "./model.ts";
export { pathName, sizeOf } from "./model.ts";
export {
  type NetworkOptions,
  network,
  networkRefusal,
  type StemName,
  type SurvivalRule,
  stems,
  survivalRules,
} from "./network.ts";
export { type Operation, operations, type Section, sameShape, sections, shapeText } from "./operations.ts";
export { type BlockStyle, type ResidualOptions, type StrideOn, strideOn } from "./options.ts";
export { type Order, type OrderName, orders, type Word } from "./orders.ts";
export { type Cost, costOf, countMacs, countParameters, type Parameter, parameters } from "./parameters.ts";
export { refusal } from "./refusal.ts";
export { residual } from "./residual.ts";
export { type Resize, type ResizeName, resizes } from "./resizes.ts";
export { type Initial, type OwnParameter, type ParameterKind, paddingOf, ruleOf } from "./rules.ts";
export { type Shortcut, type ShortcutName, type ShortcutSettings, shortcuts } from "./shortcuts.ts";
export { summary } from "./summary.ts";
export { deleteBlock, deleteBranch, deleteLayer, permuteBlocks, spliceBlocks } from "./surgery.ts";
