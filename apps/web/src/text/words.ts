// Figures and tables in the page's language.
import type { Figure, Table } from "@unravel/analysis";
import type { Messages } from "./messages.ts";

type Words = Messages["words"];

const inWords = (text: string, words: Words): string => words[text] ?? text;

/** The figure with its titles and names in other words; its subtitle says where it comes from, and stays. */
export const figureInWords = (figure: Figure, words: Words): Figure => ({
  ...figure,
  title: inWords(figure.title, words),
  x: { ...figure.x, title: inWords(figure.x.title, words) },
  y: { ...figure.y, title: inWords(figure.y.title, words) },
  series: figure.series.map((series) => ({ ...series, name: inWords(series.name, words) })),
});

/** The table with its headings and cells in other words; its notes stay. */
export const tableInWords = (table: Table, words: Words): Table => ({
  ...table,
  columns: table.columns.map((column) => ({ ...column, heading: inWords(column.heading, words) })),
  rows: table.rows.map((row) => row.map((cell) => inWords(cell, words))),
});
