// A network as an SVG drawing: the trunk of shortcuts, with the residual branches above it.
import type { Model } from "../model.ts";
import { type Section, sections, shapeText } from "../operations.ts";
import { costOf } from "../parameters.ts";
import { blockGroup, endGroup, kindsOf } from "./glyphs.ts";
import { layout, type Row, sizes } from "./layout.ts";
import { box, element, escapeText, line, text } from "./markup.ts";
import { styleSheet } from "./style.ts";

export type DrawingOptions = {
  /** Makes every block a button: focusable, with role and state; the page handles clicks and keys. Default false. */
  readonly interactive?: boolean;
};

/** The trunk of a row, and its way back to the start of the next row. */
function trunk({ cells }: Row, next: Row | undefined): string {
  const [first, last] = [cells[0]!, cells.at(-1)!];
  const end = last.x + last.width;
  const along = `M${first.x} ${first.trunk}H${end}`;
  if (!next) return line("trunk", along);
  const begin = next.cells[0]!.x;
  const gap = next.top - sizes.rowGap / 2;
  const back = `q8 0 8 8V${gap - 8}q0 8 -8 8H${begin - 2}q-8 0 -8 8V${next.cells[0]!.trunk - 8}q0 8 8 8H${begin}`;
  return line("trunk", along + back);
}

/** The band of a row, with the stage's name and shape in the gutter where the stage begins. */
function band({ stage, top, height, cells }: Row, previous: Row | undefined, width: number): string {
  const shape = cells.find(({ section }) => section.block)?.section.output;
  const x = sizes.margin + 12;
  const begins = previous?.stage !== stage;
  return [
    box("band", sizes.margin, top, width - 2 * sizes.margin, height, 10),
    begins ? text("stage", x, top + height / 2 - 2, `layer${stage + 1}`, "start") : "",
    begins && shape ? text("small", x, top + height / 2 + 14, shapeText(shape).replaceAll("x", "×"), "start") : "",
  ].join("");
}

const legendStep = 150;
const legendEntries: readonly (readonly [kind: string, label: string])[] = [
  ["conv", "convolution, linear"],
  ["bn", "batch norm"],
  ["relu", "ReLU"],
  ["gate", "gate, dropout"],
  ["pool", "pooling"],
  ["resize", "zero channels"],
];

/** What the colours mean that occur in the drawing, in as many lines as they need. */
function legend(kinds: ReadonlySet<string>, width: number, top: number): { markup: string; height: number } {
  const shown = legendEntries.filter(([kind]) => kinds.has(kind));
  const perLine = Math.max(1, Math.floor((width - 2 * sizes.margin) / legendStep));
  const marks = shown.map(([kind, label], index) => {
    const x = sizes.margin + 12 + (index % perLine) * legendStep;
    const y = top + 20 + Math.floor(index / perLine) * 20;
    return box(kind, x, y - 10, 16, 12) + text("small", x + 23, y, label, "start");
  });
  return { markup: marks.join(""), height: Math.ceil(shown.length / perLine) * 20 + 14 };
}

/**
 * Draws a network as SVG text. Every block is `<g id="block-NAME" class="block" data-block="NAME">`; a block without
 * branches, and any that a page gives the class "deleted", is shown as its shortcut alone. Colours can be set by custom
 * properties (`--unravel-conv`, `--unravel-ink` …) and follow the reader's light or dark scheme.
 * @throws Error where the model's shapes do not fit.
 */
export function drawing(model: Model, { interactive = false }: DrawingOptions = {}): string {
  const all = sections(model);
  const byName = new Map(all.slice(1, -1).map((section): [string, Section] => [section.name, section]));
  const stages = model.stages.map((blocks) => blocks.map(({ name }) => byName.get(name)!));
  const { width, height, rows } = layout(all[0]!, stages, all.at(-1)!);
  const key = legend(new Set(all.flatMap(kindsOf)), width, height);
  const { parameters, macs } = costOf(all.flatMap(({ operations }) => operations));
  const blocks = model.stages.flat().length;
  const facts = [
    `input ${shapeText(model.input).replaceAll("x", "×")}`,
    `${blocks} blocks`,
    `${parameters.toLocaleString("en-US")} parameters`,
    `${(macs / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} million multiply-adds`,
  ].join("   ·   ");
  const groups = rows.flatMap(({ cells }) =>
    cells.map((cell) => (cell.section.block ? blockGroup(cell, interactive) : endGroup(cell))),
  );
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "unravel",
      viewBox: `0 0 ${Math.ceil(width)} ${height + key.height}`,
      // An image is read as a whole; a document keeps its buttons.
      role: interactive ? "group" : "img",
    },
    element("title", {}, escapeText(`Network ${model.name}`)),
    element("desc", {}, escapeText(facts)),
    element("style", {}, styleSheet),
    element("rect", { class: "paper", width: "100%", height: "100%" }),
    text("heading", sizes.margin, 32, model.name, "start"),
    text("small", sizes.margin, 51, facts, "start"),
    ...rows.map((row, index) => band(row, rows[index - 1], width)),
    ...rows.map((row, index) => trunk(row, rows[index + 1])),
    ...groups,
    key.markup,
  );
}
