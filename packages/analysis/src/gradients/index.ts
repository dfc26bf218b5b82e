export { drawPath, forks, type PathChoice, pathGates } from "./choose.ts";
export type { EffectivePathRange, PathGradientIntervals } from "./effective.ts";
export {
  type PathGradientOptions,
  type PathGradientRow,
  type PathGradientStudy,
  studyPathGradients,
} from "./study.ts";
