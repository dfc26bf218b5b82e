// Every kind of result, and how it is shown.
import type { Figure } from "./figures/figure.ts";
import { gradientFigures, gradientTable } from "./gradients/showing.ts";
import type { PathGradientStudy } from "./gradients/study.ts";
import type { DrawStudy } from "./lesions/draw-study.ts";
import { drawFigures, drawTable, lesionFigures, lesionTable } from "./lesions/showing.ts";
import type { LesionStudy } from "./lesions/study.ts";
import { pathFigures, pathTable } from "./paths/showing.ts";
import type { PathStudy } from "./paths/study.ts";
import { reproductionFigures, reproductionTable } from "./reproduce/showing.ts";
import type { ReproductionStudy } from "./reproduce/study.ts";
import type { Table } from "./showing.ts";
import { signalFigures, signalTable } from "./signal/showing.ts";
import type { SignalStudy } from "./signal/study.ts";

/** The results by kind. */
type Studies = {
  readonly paths: PathStudy;
  readonly lesions: LesionStudy;
  readonly deletions: DrawStudy;
  readonly shuffles: DrawStudy;
  readonly gradients: PathGradientStudy;
  readonly signal: SignalStudy;
  readonly reproduction: ReproductionStudy;
};

/** Any result: plain JSON. */
export type Study = Studies[keyof Studies];

/** How a kind of result is shown. */
type Showing<S> = { readonly figures: (study: S) => readonly Figure[]; readonly table: (study: S) => Table };

const showings: { readonly [Kind in keyof Studies]: Showing<Studies[Kind]> } = {
  paths: { figures: pathFigures, table: pathTable },
  lesions: { figures: lesionFigures, table: lesionTable },
  deletions: { figures: drawFigures, table: drawTable },
  shuffles: { figures: drawFigures, table: drawTable },
  gradients: { figures: gradientFigures, table: gradientTable },
  signal: { figures: signalFigures, table: signalTable },
  reproduction: { figures: reproductionFigures, table: reproductionTable },
};

const showingOf = ({ kind }: Study): Showing<Study> => showings[kind] as Showing<Study>;

/** The figures of a result, the most telling first. */
export const figuresOf = (study: Study): readonly Figure[] => showingOf(study).figures(study);

/** A result as a table with what it comes to. */
export const tableOf = (study: Study): Table => showingOf(study).table(study);
