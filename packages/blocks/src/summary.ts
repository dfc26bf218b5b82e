// The printed summary of a network: a text table, with runs of equal blocks folded into one line.
import { describeBlock, describeOps } from "./describe.ts";
import type { Model } from "./model.ts";
import { type Section, sections, shapeText } from "./operations.ts";
import { costOf } from "./parameters.ts";

type Line = { readonly names: readonly string[]; readonly what: string; readonly section: Section };

const describeSection = ({ block, operations }: Section): string =>
  block ? describeBlock(block) : describeOps(operations.map(({ op }) => op));

/** Consecutive sections that differ in nothing but their name become one line. */
function fold(all: readonly Section[]): Line[] {
  const lines: Line[] = [];
  for (const section of all) {
    const what = describeSection(section);
    const last = lines.at(-1);
    if (last?.section.block && last.what === what && shapeText(last.section.input) === shapeText(section.input))
      lines[lines.length - 1] = { ...last, names: [...last.names, section.name] };
    else lines.push({ names: [section.name], what, section });
  }
  return lines;
}

const group = (value: number): string => value.toLocaleString("en-US");

function cells({ names, what, section }: Line): string[] {
  const { parameters, macs } = costOf(section.operations);
  const [first, times] = [names[0]!, names.length];
  return [
    times > 1 ? `${first} to ${names.at(-1)} (${times})` : first,
    shapeText(section.output),
    group(parameters * times),
    group(macs * times),
    what,
  ];
}

const header = ["name", "output", "parameters", "multiply-adds", "what"];
const alignRight = [false, false, true, true, false];

/**
 * A network as a text table: a line for the stem, each run of equal blocks and the head, with output shape, learned
 * numbers and multiply-accumulates for one image, and the totals.
 * @throws Error where the model's shapes do not fit.
 */
export function summary(model: Model): string {
  const all = sections(model);
  const { parameters, macs } = costOf(all.flatMap(({ operations }) => operations));
  const rows = [header, ...fold(all).map(cells), ["total", "", group(parameters), group(macs), ""]];
  const widths = header.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (alignRight[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd();
  const blocks = all.filter(({ block }) => block).length;
  return [`${model.name}: input ${shapeText(model.input)}, ${blocks} blocks`, "", ...rows.map(line)].join("\n");
}
