export { type Algebra, interpret, type Term } from "./interpret.ts";
export type { Block, Gain, Model, Op, Padding, Path, PathReference, Shape } from "./model.ts";
export { pathName } from "./model.ts";
