// The marks of a block: its ops as strips, its branches above the trunk, its shortcut on it.
import { describeBlock, describeOps } from "../describe.ts";
import type { Block, Gain, Op, Path } from "../model.ts";
import { type Section, shapeText } from "../operations.ts";
import { costOf } from "../parameters.ts";
import { branchRows, type Cell, drawnBranches, sizes } from "./layout.ts";
import { box, element, escapeText, line, text } from "./markup.ts";

/** How an op looks: the class that colours it, and its length relative to a batch norm's. */
const looks: Readonly<Record<Op["op"], readonly [kind: string, length: number]>> = {
  conv: ["conv", 3],
  linear: ["conv", 3],
  bn: ["bn", 1],
  relu: ["relu", 1],
  sigmoid: ["gate", 1],
  dropout: ["gate", 1],
  globalAveragePool: ["pool", 2],
  maxPool: ["pool", 2],
  averagePool: ["pool", 2],
  padChannels: ["resize", 3],
};

/** The classes of all marks of a section, for the legend. */
export const kindsOf = ({ block, operations }: Section): readonly string[] => [
  ...operations.map(({ op }) => looks[op.op][0]),
  ...(block?.gate.length ? ["gate"] : []),
];

const units = (ops: readonly Op[]): number => ops.reduce((sum, { op }) => sum + looks[op][1], 0);
const kernelText = (op: Op): string => (op.op === "conv" ? `${op.kernel}×${op.kernel}` : "");
const stripUnit = 4; // of ops on the trunk
const labelled = 25; // a convolution's strip at least that wide has its kernel written on it

/** Ops as strips in a row, `unit` wide for each unit of length, centred on `y`. */
function strips(ops: readonly Op[], x: number, y: number, height: number, unit: number): string {
  let at = x;
  return ops
    .map((op) => {
      const [kind, length] = looks[op.op];
      const width = length * unit;
      const middle = at + width / 2;
      const gap = Math.min(0.8, width / 5);
      const mark = box(kind, at + gap / 2, y - height / 2, width - gap, height, Math.min(1.5, width / 4));
      at += width;
      return kernelText(op) && width >= labelled ? mark + text("onOp", middle, y + 3, kernelText(op)) : mark;
    })
    .join("");
}

const gainText = (gain: Gain): string => ({ gate: "g", "1-gate": "1−g" })[gain] ?? String(gain);
const isWide = (width: number): boolean => width >= sizes.roomy;

/** How much of a wire the mark of a gain takes. */
const gainRoom = (gain: Gain, wide: boolean): number => (gain === 1 ? 0 : wide ? 28 : 9);

/** What weighs a path, as a pill on its wire that ends at `x`; only a dot where there is no room for text. */
function gainMark(gain: Gain, x: number, y: number, wide: boolean): string {
  if (gain === 1) return "";
  const kind = typeof gain === "string" ? "gate" : "scale";
  if (!wide) return element("circle", { class: kind, cx: x - 4, cy: y, r: 3.5 });
  return box(kind, x - 25, y - 6.5, 24, 13, 6.5) + text("onOp", x - 13, y + 3, gainText(gain));
}

/** One branch: wires from the fork up and down to the sum, a frame with its ops. */
function branchMark({ ops, gain }: Path, y: number, from: number, to: number, cell: Cell): string {
  const wide = isWide(cell.width);
  const left = from + 4;
  const right = to - 4 - gainRoom(gain, wide);
  const unit = (right - left - 4) / Math.max(units(ops), 1);
  const wire = `M${from} ${cell.trunk}V${y + 4}q0 -4 4 -4H${to - 4}q4 0 4 4V${cell.trunk}`;
  return [
    line("wire", wire),
    box("frame", left, y - 9, right - left, 18, 4),
    strips(ops, left + 2, y, 13, unit),
    gainMark(gain, to - 3, y, wide),
  ].join("");
}

/** The ops on the trunk between fork and sum: what the shortcut does besides passing on. */
function shortcutMark({ ops, gain }: Path, from: number, to: number, { trunk, width }: Cell): string {
  const wide = isWide(width);
  const end = to - 5;
  const room = end - from - 6 - gainRoom(gain, wide);
  const unit = Math.min(4, room / Math.max(units(ops), 1));
  const start = from + 3 + (room - units(ops) * unit) / 2;
  return strips(ops, start, trunk, 12, unit) + gainMark(gain, end, trunk, wide);
}

const heightOf = (trunk: number, index: number): number =>
  trunk - sizes.aboveTrunk - sizes.branch / 2 - index * (sizes.branch + sizes.branchGap);

/** A block without a shortcut: its one branch lies on the trunk itself. */
const plainMarks = ({ branches, post }: Block, from: number, to: number, trunk: number): string =>
  branches
    .map(({ ops }) =>
      [
        box("frame", from, trunk - 9, to - from, 18, 4),
        strips(ops, from + 2, trunk, 13, (to - from - 4) / Math.max(units(ops), 1)),
        strips(post, to + 4, trunk, 13, stripUnit),
      ].join(""),
    )
    .join("");

function blockMarks(block: Block, cell: Cell): string {
  const { x, trunk, width } = cell;
  const from = x + 3 + units(block.pre) * stripUnit;
  const to = x + width - 8 - units(block.post) * stripUnit;
  if (!block.shortcut) return strips(block.pre, x + 2, trunk, 13, stripUnit) + plainMarks(block, from, to, trunk);
  const count = drawnBranches(block.branches.length);
  const more = block.branches.length - count;
  const top = heightOf(trunk, Math.max(count, 1) - 1) - 9;
  return [
    strips(block.pre, x + 2, trunk, 13, stripUnit),
    element(
      "g",
      { class: "branches" },
      ...block.branches.slice(0, count).map((path, index) => branchMark(path, heightOf(trunk, index), from, to, cell)),
      more > 0 ? text("small", (from + to) / 2, top - 3, `+ ${more} more`) : "",
    ),
    box("ghost", from + 4, top, to - from - 8, 18, 4),
    shortcutMark(block.shortcut, from, to, cell),
    element("circle", { class: "sum", cx: to, cy: trunk, r: 4.5 }),
    line("wire", `M${to - 2.5} ${trunk}h5M${to} ${trunk - 2.5}v5`),
    strips(block.post, to + 5, trunk, 13, stripUnit),
  ].join("");
}

const tooltip = ({ name, block, operations, output }: Section): string => {
  const what = block ? describeBlock(block) : describeOps(operations.map(({ op }) => op));
  const { parameters } = costOf(operations);
  return `${name}: ${what}; makes ${shapeText(output)}; ${parameters.toLocaleString("en-US")} parameters`;
};

const lastPart = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

/** A block's group: a target to click, its marks, its label. `interactive` makes it a button of the keyboard too. */
export function blockGroup(cell: Cell, interactive: boolean): string {
  const { section, x, trunk, width } = cell;
  const { block, name } = section;
  const deleted = block !== undefined && block.branches.length === 0;
  const top = heightOf(trunk, branchRows(section) - 1) - 20;
  const label = isWide(width) ? name : lastPart(name);
  return element(
    "g",
    {
      id: `block-${name}`,
      class: deleted ? "block deleted" : "block",
      "data-block": name,
      ...(interactive ? { role: "button", tabindex: 0, "aria-pressed": String(deleted) } : {}),
    },
    element("title", {}, escapeText(tooltip(section))),
    box("target", x + 1, top, width - 2, trunk + sizes.belowTrunk - 6 - top, 6),
    block ? blockMarks(block, cell) : "",
    text("small", x + width / 2, trunk + sizes.belowTrunk - 12, label),
  );
}

/** The stem or the head: its ops on the trunk. */
export function endGroup({ section, x, trunk, width }: Cell): string {
  const ops = section.operations.map(({ op }) => op);
  const unit = Math.min(9, (width - 14) / units(ops));
  const length = units(ops) * unit;
  return element(
    "g",
    { class: "end" },
    element("title", {}, escapeText(tooltip(section))),
    box("frame", x + (width - length) / 2 - 3, trunk - 12, length + 6, 24, 4),
    strips(ops, x + (width - length) / 2, trunk, 18, unit),
    text("small", x + width / 2, trunk + sizes.belowTrunk - 12, section.name),
  );
}
