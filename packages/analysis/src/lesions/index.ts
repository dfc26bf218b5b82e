export { type Draws, deletable, eachDeletion, randomDeletions, randomShuffles, stageDeletions } from "./choose.ts";
export { type DrawKind, type DrawStudy, type LesionGroup, studyDraws } from "./draw-study.ts";
export { deletion, intact, interchangeable, type Lesion, lesionRefusal, type Operation, operate } from "./lesion.ts";
export { createLesioner, type Lesioner, type LesionPass } from "./lesioner.ts";
export { createStatistician, type Statistician, type StatisticsPass } from "./statistics.ts";
export {
  type LesionOptions,
  type LesionResult,
  type LesionStudy,
  type Measurement,
  studyLesions,
  type TestedLesion,
} from "./study.ts";
