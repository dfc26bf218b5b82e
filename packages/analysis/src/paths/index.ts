export { type Counts, countPaths, type PathLengths, pathLengths, pathsWithin, shareOfPaths } from "./lengths.ts";
export {
  bestEdgesPerBlock,
  bestWholeEdgesPerBlock,
  type EffectivePaths,
  type EffectiveRange,
  effectivePaths,
  type Multiplicity,
  multiplicity,
  multiplicityOf,
} from "./multiplicity.ts";
export { type PathOptions, type PathRow, type PathSet, type PathStudy, type PathsWithin, studyPaths } from "./study.ts";
export { type Unit, type UnitName, units } from "./units.ts";
