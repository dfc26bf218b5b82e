export { bootstrap, type Interval } from "./bootstrap.ts";
export { type ExponentialFit, fitExponential } from "./fit.ts";
export { meanInterval, wilsonInterval } from "./intervals.ts";
export { kendallTau, spearman } from "./ranks.ts";
export { log2, ratio } from "./ratio.ts";
export { type Summary, summarise } from "./summary.ts";
