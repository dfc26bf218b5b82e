// Where the stem, the blocks and the head lie: rows that are read like lines of text.
import type { Section } from "../operations.ts";

/** A cell of a row; `trunk` is the height of the line that runs through it. */
export type Cell = { readonly section: Section; readonly x: number; readonly trunk: number; readonly width: number };

/** A row of cells; `stage` is the index of the stage that begins with it or goes on in it. */
export type Row = {
  readonly stage: number;
  readonly top: number;
  readonly height: number;
  readonly cells: readonly Cell[];
};

/** A drawing's geometry; the rows end at `height`. */
export type Layout = { readonly width: number; readonly height: number; readonly rows: readonly Row[] };

/** All lengths in one place, in user units of the SVG. */
export const sizes = {
  mostWidth: 1160,
  leastWidth: 560,
  gutter: 108,
  margin: 20,
  header: 64,
  rowGap: 14,
  narrowest: 52,
  widest: 132,
  /** From this width on a cell has room for full names. */
  roomy: 80,
  branch: 22,
  branchGap: 4,
  aboveTrunk: 12,
  belowTrunk: 34,
  mostBranches: 4,
} as const;

/** How many branches of a block are drawn; the rest is a number. */
export const drawnBranches = (count: number): number => Math.min(count, sizes.mostBranches);

/** How many rows of branches a section needs above the trunk; plain blocks, stem and head lie on it. */
export const branchRows = ({ block }: Section): number =>
  block?.shortcut ? Math.max(1, drawnBranches(block.branches.length)) : 0;

const pieces = <T>(items: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) => items.slice(index * most, (index + 1) * most));

/**
 * Lays out the sections of a model: `stages` are the blocks' sections by stage. Each stage begins a row; the stem
 * stands before the first block, the head behind the last one.
 */
export function layout(stem: Section, stages: readonly (readonly Section[])[], head: Section): Layout {
  const sides = 2 * sizes.margin + sizes.gutter + 12; // 12 for the trunk's turn at the end of a row
  const inner = sizes.mostWidth - sides;
  const most = Math.floor(inner / sizes.narrowest);
  const filled = stages.length > 0 ? stages : [[]];
  const lines = filled.map((stage, index) => [
    ...(index === 0 ? [stem] : []),
    ...stage,
    ...(index === filled.length - 1 ? [head] : []),
  ]);
  const rows = lines.flatMap((line, stage) => pieces(line, most).map((sections) => ({ stage, sections })));
  const widest = Math.max(...rows.map(({ sections }) => sections.length));
  const width = Math.min(sizes.widest, inner / widest);

  let top = sizes.header;
  const placed = rows.map(({ stage, sections }): Row => {
    const above = sizes.aboveTrunk + Math.max(...sections.map(branchRows)) * (sizes.branch + sizes.branchGap) + 14;
    const height = above + sizes.belowTrunk;
    const cells = sections.map((section, index) => ({
      section,
      x: sizes.margin + sizes.gutter + index * width,
      trunk: top + above,
      width,
    }));
    const row = { stage, top, height, cells };
    top += height + sizes.rowGap;
    return row;
  });
  return { width: Math.max(sizes.leastWidth, sides + widest * width), height: top, rows: placed };
}
