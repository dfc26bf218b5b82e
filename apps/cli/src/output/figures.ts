// Figures written into files.
import { extname } from "node:path";
import type { Figure } from "@unravel/analysis";
import type { Command } from "commander";
import { toPng, typeface } from "./png.ts";
import { save } from "./save.ts";

/** Where figures go. */
export type FigureFlags = { readonly svg?: string; readonly png?: string };

/** Adds the flags to a command. */
export const withFigureFlags = (command: Command): Command =>
  command
    .option("--svg <file>", "draw its figures; of several, each one's name is put into the file's")
    .option("--png <file>", "the same as pixels");

type Format = { readonly flag: "svg" | "png"; readonly draw: (svg: string) => Promise<string | Uint8Array> };

const formats: readonly Format[] = [
  { flag: "svg", draw: async (svg) => svg },
  { flag: "png", draw: toPng },
];

/** "out/a.svg" and "norm" → "out/a-norm.svg". */
function named(path: string, name: string): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}-${name}${extension}`;
}

type Target = Pick<Format, "draw"> & { readonly file: string };

/** Where the flags want `figure`, one of `figures`, drawn. */
const targets = (figure: Figure, figures: readonly Figure[], flags: FigureFlags): Target[] =>
  formats.flatMap(({ flag, draw }) => {
    const path = flags[flag];
    return path === undefined ? [] : [{ file: figures.length === 1 ? path : named(path, figure.name), draw }];
  });

/** The files that `writeFigures` draws into. */
export const figureFiles = (figures: readonly Figure[], flags: FigureFlags): string[] =>
  figures.flatMap((figure) => targets(figure, figures, flags).map(({ file }) => file));

/** Draws `figures` into the files that the flags name; returns the files' paths. */
export async function writeFigures(figures: readonly Figure[], flags: FigureFlags): Promise<string[]> {
  if (figureFiles(figures, flags).length === 0) return [];
  const { renderSvg } = await import("@unravel/analysis/figures"); // the plotting library takes a while to load
  const written: string[] = [];
  for (const figure of figures) {
    const svg = await renderSvg(figure, { font: typeface });
    for (const { file, draw } of targets(figure, figures, flags)) {
      await save(file, await draw(svg));
      written.push(file);
    }
  }
  return written;
}
