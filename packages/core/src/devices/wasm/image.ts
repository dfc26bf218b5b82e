// A program laid out in one memory: header, gates, the plan's slabs, what the phases of a launch share, what is prepared once, the
// table of launches, and each thread's own memory.
import type { Value } from "../../graph/graph.ts";
import type { OperationName } from "../../ops/operations.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import { callOf } from "../call.ts";
import * as header from "./layout.ts";
import { createLayout, type Lowering, type Row, roundUp } from "./lowering/lowering.ts";
import { lowerings } from "./lowering/table.ts";

/** WebAssembly's unit of memory. */
export const pageBytes = 65536;

/** A row of the table of launches: the launch that it belongs to, its kernel, and its words. */
type TableRow = { readonly launch: number; readonly kernel: number; readonly words: readonly number[] };

/** Where everything lies, and the words to write there before the first run. */
export type Image = {
  readonly bytes: number;
  /** Address of the gate vector. */
  readonly gates: number;
  /** Address of the times of the launches: of the start, then after each row of the table. */
  readonly stamps: number;
  /** Addresses of the table: of what is prepared from parameters once they are written, and of what every run does. */
  readonly table: { readonly preparation: number; readonly run: number };
  /** The rows of both, in order. */
  readonly preparation: readonly TableRow[];
  readonly rows: readonly TableRow[];
  addressOf(value: Value): number;
  readonly words: readonly { readonly address: number; readonly words: readonly number[] }[];
};

/** Lays `program` out for `threads` threads. */
export function createImage(program: PlacedProgram, threads: number, spins: number): Image {
  const layout = createLayout();
  layout.take(header.headerBytes);
  const gates = layout.take(8 * program.graph.gates.length);
  const slabs = program.slabs.map((bytes) => layout.take(bytes));
  const addressOf = ({ id }: Value): number => {
    const { slab, offset } = program.placements[id]!;
    return slabs[slab]! + offset;
  };

  // Lowered twice: what launches need in all, then with the addresses of it.
  const needs = lowerProgram(program, addressOf, { workspace: 0, prepared: 0 });
  const workspace = layout.take(needs.workspaceBytes);
  const prepared = layout.take(needs.preparedBytes);
  const { preparation, rows } = lowerProgram(program, addressOf, { workspace, prepared });
  const words = [...preparation, ...rows].flatMap((row) => row.words);
  const table = layout.take(4 * words.length);
  const run = table + 4 * preparation.reduce((total, row) => total + row.words.length, 0);
  const stamps = layout.take(8 * (preparation.length + rows.length + 1));
  // A line more than needed, so that no two threads write to the same one.
  const scratchBytes = Math.ceil(needs.scratchBytes / 64) * 64 + 64;
  const scratch = layout.take(scratchBytes * threads);
  const bytes = Math.ceil(layout.bytes() / pageBytes) * pageBytes;
  const fields: readonly (readonly [address: number, word: number])[] = [
    [header.spins, spins],
    [header.table, table],
    [header.tableEnd, table + 4 * words.length],
    [header.gates, gates],
    [header.workspace, workspace],
    [header.scratch, scratch],
    [header.scratchBytes, scratchBytes],
  ];
  return {
    bytes,
    gates,
    stamps,
    table: { preparation: table, run },
    preparation,
    rows,
    addressOf,
    words: [...fields.map(([address, word]) => ({ address, words: [word] })), { address: table, words }],
  };
}

/** The rows of all launches, with what they share at `workspace` and what is prepared once at `prepared`. */
function lowerProgram(
  { graph, launches }: PlacedProgram,
  addressOf: (value: Value) => number,
  { workspace, prepared }: { readonly workspace: number; readonly prepared: number },
) {
  const fixed = new Set([...graph.states.values()].filter((s) => s.initial === s.updated).map((s) => s.initial.id));
  const locate = (value: Value) => ({ ...value, address: addressOf(value) });
  const preparation: TableRow[] = [];
  const rows: TableRow[] = [];
  let workspaceBytes = 0;
  let scratchBytes = 0;
  let preparedBytes = 0;
  for (const [launch, { op, nodes, region = none }] of launches.entries()) {
    let shared = 0;
    let once = true;
    const lower = lowerings[op as OperationName] as Lowering<object>;
    const lowered = lower(callOf(nodes, locate), (bytes, values) => {
      once = values.every(({ id }) => fixed.has(id));
      const start = once ? prepared + preparedBytes : workspace + shared;
      if (once) preparedBytes += roundUp(bytes, 64);
      else shared += roundUp(bytes, 64);
      return start;
    });
    workspaceBytes = Math.max(workspaceBytes, lowered.workspace ?? 0, shared);
    scratchBytes = Math.max(scratchBytes, lowered.scratch ?? 0);
    const rowOf = ([kernel = 0, ...rest]: Row, gate: number): TableRow => ({
      launch,
      kernel,
      words: [4 * (rest.length + 3), kernel, gate, ...rest],
    });
    for (const row of lowered.preparation ?? []) {
      if (once) preparation.push(rowOf(row, none));
      else rows.push(rowOf(row, region));
    }
    for (const row of lowered.rows) rows.push(rowOf(row, region));
  }
  return { preparation, rows, workspaceBytes, scratchBytes, preparedBytes };
}

/** No gate. */
const none = -1;
