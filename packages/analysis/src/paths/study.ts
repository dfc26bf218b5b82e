// The paths of a network as a result like the others: plain JSON, with its provenance.
import type { Model } from "@unravel/blocks";
import { type Origin, type Provenance, provenanceOf } from "../provenance.ts";
import { log2, ratio } from "../statistics/ratio.ts";
import { pathLengths, pathsWithin } from "./lengths.ts";
import type { UnitName } from "./units.ts";

/** The paths of one length. */
export type PathRow = {
  readonly length: number;
  /** How many, in decimal digits: no number type of JSON holds it. */
  readonly paths: string;
  /** Of all paths. */
  readonly share: number;
};

/** The paths whose length lies in a range, both ends included. */
export type PathsWithin = {
  readonly from: number;
  readonly to: number;
  /** How many, in decimal digits. */
  readonly paths: string;
  /** Null where there is none. */
  readonly log2Paths: number | null;
  /** Of all paths; 0 where no number is so small. */
  readonly share: number;
  /** Base-2 logarithm of the share, which never is too small; null where there is no path. */
  readonly log2Share: number | null;
};

/** The paths of a network, or of one of its stages. */
export type PathSet = {
  readonly blocks: number;
  /** The multiplicity, in decimal digits. */
  readonly total: string;
  readonly log2Total: number;
  readonly mean: number;
  readonly deviation: number;
  /** The lengths that occur, ascending. */
  readonly rows: readonly PathRow[];
};

/** What the study found; plain JSON. */
export type PathStudy = PathSet & {
  readonly kind: "paths";
  readonly provenance: Provenance;
  readonly unit: UnitName;
  readonly stages: readonly PathSet[];
  /** Null where no range was asked for. */
  readonly within: PathsWithin | null;
};

/** How paths are counted. */
export type PathOptions = {
  /** Default "modules". */
  readonly unit?: UnitName;
  /** Lengths whose paths are asked for, both ends included. */
  readonly range?: readonly [from: number, to: number];
  readonly origin?: Partial<Origin>;
};

function pathSet(model: Model, unit: UnitName, stage?: number): PathSet {
  const { blocks, counts, total, log2Total, mean, deviation } = pathLengths(model, unit, stage);
  const rows = counts.flatMap((count, length): PathRow[] =>
    count === 0n ? [] : [{ length, paths: String(count), share: ratio(count, total) }],
  );
  return { blocks, total: String(total), log2Total, mean, deviation, rows };
}

function within(model: Model, unit: UnitName, [from, to]: readonly [number, number]): PathsWithin {
  const lengths = pathLengths(model, unit);
  const paths = pathsWithin(lengths, from, to);
  const log2Paths = paths === 0n ? null : log2(paths);
  const log2Share = log2Paths === null ? null : log2Paths - lengths.log2Total;
  return { from, to, paths: String(paths), log2Paths, share: ratio(paths, lengths.total), log2Share };
}

/** Counts the paths of `model` and of each of its stages, exactly. */
export function studyPaths(model: Model, { unit = "modules", range, origin = {} }: PathOptions = {}): PathStudy {
  return {
    kind: "paths",
    provenance: provenanceOf({ model, origin }),
    unit,
    ...pathSet(model, unit),
    stages: model.stages.map((_, stage) => pathSet(model, unit, stage)),
    within: range ? within(model, unit, range) : null,
  };
}
