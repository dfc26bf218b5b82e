// A program laid out in one memory: header, gates, the plan's slabs, the table of launches, what the phases of a launch share, and
// each thread's own memory.
import type { Value } from "../../graph/graph.ts";
import type { OperationName } from "../../ops/operations.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import * as header from "./layout.ts";
import { createLayout, type Lowering } from "./lowering/lowering.ts";
import { lowerings } from "./lowering/table.ts";

/** WebAssembly's unit of memory. */
export const pageBytes = 65536;

/** Where everything lies, and the words to write there before the first run. */
export type Image = {
  readonly bytes: number;
  /** Address of the gate vector. */
  readonly gates: number;
  /** Address of the times of the launches: of the start, then after each row of the table. */
  readonly stamps: number;
  /** For each row of the table the launch that it belongs to, and its kernel's number. */
  readonly rows: readonly { readonly launch: number; readonly kernel: number }[];
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

  let workspaceBytes = 0;
  let scratchBytes = 0;
  const located = (values: readonly Value[]) => values.map((value) => ({ ...value, address: addressOf(value) }));
  const rows = program.launches.flatMap(({ op, inputs, outputs, attributes, region = -1 }, launch) => {
    const lower = lowerings[op as OperationName] as Lowering<object>;
    const lowered = lower({ inputs: located(inputs), outputs: located(outputs), attributes });
    workspaceBytes = Math.max(workspaceBytes, lowered.workspace ?? 0);
    scratchBytes = Math.max(scratchBytes, lowered.scratch ?? 0);
    return lowered.rows.map(([kernel = 0, ...rest]) => ({
      launch,
      kernel,
      words: [4 * (rest.length + 3), kernel, region, ...rest],
    }));
  });
  const words = rows.flatMap((row) => row.words);
  // A line more than needed, so that no two threads write to the same one.
  scratchBytes = Math.ceil(scratchBytes / 64) * 64 + 64;
  const table = layout.take(4 * words.length);
  const stamps = layout.take(8 * (rows.length + 1));
  const workspace = layout.take(workspaceBytes);
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
    rows,
    addressOf,
    words: [...fields.map(([address, word]) => ({ address, words: [word] })), { address: table, words }],
  };
}
