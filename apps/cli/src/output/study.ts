// A result of an analysis on its way: how far it is, its table, its files.
import { dirname, relative } from "node:path";
import {
  type Figure,
  figuresOf,
  type Origin,
  provenanceLine,
  type Study,
  type StudyProgress,
  type Table,
  tableOf,
  unknownOrigin,
} from "@unravel/analysis";
import type { Command } from "commander";
import { markdownTable } from "markdown-table";
import type { Call } from "../command.ts";
import { type ExitCode, exitCodes, explain } from "../failures.ts";
import { type FigureFlags, figureFiles, withFigureFlags, writeFigures } from "./figures.ts";
import { linkTarget } from "./format.ts";
import type { Report } from "./report.ts";
import { requireNewWithin, requireWritable, save } from "./save.ts";
import { speedText, startClock } from "./speed.ts";
import { table } from "./table.ts";

/** Where a result goes, besides stdout. */
export type StudyFlags = FigureFlags & {
  readonly md?: string;
  /** Only commands that keep their results have this flag. */
  readonly keep?: string;
};

/** Adds the flags to a command. */
export const withStudyFlags = (command: Command): Command =>
  withFigureFlags(command).option("--md <file>", "write its table as Markdown, with the figures that are drawn");

/** Reports the progress of a study as images run. `what`: what is being done ("testing lesions"). */
export function studyProgress(report: Report, what: string): (progress: StudyProgress) => void {
  const time = startClock();
  return ({ measured, total, done, images }) => {
    const speed = time.speed(done, images);
    report.progress({
      done,
      total: images,
      text: [`${what} ${Math.min(measured + 1, total)}/${total}`, ...(speed ? [speedText(speed)] : [])].join("  "),
      data: { what, measured, total, done, images, ...speed },
    });
  };
}

/** Where a result of this command comes from; `known`: what else is known of it. */
export const originOf = (command: string, known: Partial<Origin> = {}): Origin => ({
  ...unknownOrigin,
  ...known,
  date: new Date().toISOString().slice(0, 10),
  command,
});

const printed = ({ columns, rows, notes }: Table): string =>
  [
    table(
      columns.map(({ heading, numeric }) => ({ heading, ...(numeric ? { align: "right" as const } : {}) })),
      rows,
    ),
    "",
    ...notes,
  ].join("\n");

/** The result as a Markdown document; `drawings` lie beside it. */
function markdown(study: Study, file: string, drawings: readonly string[]): string {
  const { columns, rows, notes, title: named } = tableOf(study);
  const { command, device } = study.provenance;
  const align = columns.map(({ numeric }) => (numeric ? "r" : "l"));
  const title =
    named ??
    figuresOf(study)
      .map((figure) => figure.title)
      .join("; ");
  return [
    `# ${title}`,
    "",
    `${provenanceLine(study.provenance)}${device ? ` (${device.description})` : ""}`,
    ...(command ? ["", `    ${command}`] : []),
    "",
    markdownTable([columns.map(({ heading }) => heading), ...rows], { align }),
    ...notes.flatMap((note) => ["", note]),
    ...drawings.flatMap((path) => ["", `![](${linkTarget(relative(dirname(file), path))})`]),
    "",
  ].join("\n");
}

/**
 * Throws as `requireWritable` and `requireNewWithin` do where a file that the flags name cannot be written. `inputs`: the files and folders
 * that are read; `figures`: those that are drawn, once they are known, for of several each has a file of its own.
 */
export async function requireOutputs(
  flags: StudyFlags,
  inputs: readonly string[],
  figures?: readonly Figure[],
): Promise<void> {
  const { svg, png, md, keep } = flags;
  const drawings = figures ? figureFiles(figures, flags) : [svg, png];
  const made = [...drawings, md].flatMap((path) => path ?? []);
  await requireWritable(keep === undefined ? made : [...made, keep], inputs);
  await requireNewWithin(made, inputs); // `keep` is gone on with, and refused there where it holds anything else
}

/** Writes a study's files; returns their paths. */
async function writeStudy(study: Study, options: StudyFlags, inputs: readonly string[]): Promise<string[]> {
  const figures = figuresOf(study);
  await requireOutputs(options, inputs, figures);
  const drawings = await writeFigures(figures, options);
  const { md } = options;
  if (md === undefined) return drawings;
  await save(md, markdown(study, md, drawings));
  return [...drawings, md];
}

/** Writes a study's files and answers with it. What took long to find is told even where a file cannot be written. `seconds`: what it took; `inputs`: the files that it read. */
export async function answerStudy(
  { options, report }: Pick<Call<StudyFlags>, "options" | "report">,
  study: Study,
  seconds: number,
  inputs: readonly string[],
): Promise<ExitCode> {
  let written: string[] | undefined;
  try {
    written = await writeStudy(study, options, inputs);
  } catch (error) {
    report.notice(explain(error, false));
  }
  const answer = { ...study, figures: figuresOf(study), written: written ?? [], seconds, notices: report.notices };
  report.answer(answer, () =>
    [
      provenanceLine(study.provenance),
      "",
      printed(tableOf(study)),
      ...(written && written.length > 0 ? ["", ...written.map((path) => `wrote ${path}`)] : []),
    ].join("\n"),
  );
  return written ? exitCodes.ok : exitCodes.failure;
}
