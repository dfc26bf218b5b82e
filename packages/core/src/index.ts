export type { Parameters, Tensor } from "./tensor.ts";
