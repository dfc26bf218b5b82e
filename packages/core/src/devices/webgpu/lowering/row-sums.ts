// Sums over rows, in an order that depends on the shape only: lanes share the rows of a chunk and add up as a tree, chunks likewise.
import type { Arrays, Buffer, Buffers, Kernel } from "../kernel.ts";
import { kernel } from "../kernel.ts";
import { elementOf, type Target, type Width } from "./lowering.ts";

/** How many lanes share the rows of a workgroup, and the rows that are worth one: on a CPU lanes that meet are what costs most. */
const sharing: Readonly<Record<Target["processor"], { readonly lanes: number; readonly rowsOfLane: number }>> = {
  gpu: { lanes: 256, rowsOfLane: 8 },
  cpu: { lanes: 1, rowsOfLane: 64 },
};

/** Adjacent units that lanes read together. */
const mostColumns = 64;
const mostGroups = 128;
/** Fewer chunks than this are not worth a kernel that adds them. */
const fewestChunks = 4;

/** What to sum: a matrix of `rows` x `columns` units of `width` floats. */
export type RowSums<Name extends string> = {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly width: Width;
  /** How many sums there are for each column. */
  readonly sums: number;
  /** By any name but `chunkSums`. */
  readonly buffers: Buffers<Name>;
  /** The summands at (row, column), by statements that may use the unit's index `i`; as many as there are sums. */
  readonly load: (arrays: Arrays<Name>) => { readonly statements: string; readonly summands: readonly string[] };
  /** Statements that write what the totals `total0`, `total1` ... of `column` make. */
  readonly store: (arrays: Arrays<Name>) => string;
  /** Gives the memory for what chunks leave. */
  readonly workspace: (element: "f32" | "vec4f", count: number) => Buffer;
  readonly target: Target;
};

/** How a workgroup's lanes are divided into rows and columns: both powers of two. */
function lanesOf({ columns, target }: Pick<RowSums<never>, "columns" | "target">) {
  const lanesOfRow = Math.min(mostColumns, 2 ** Math.ceil(Math.log2(columns)));
  const rowLanes = Math.max(1, sharing[target.processor].lanes / lanesOfRow);
  return { lanesOfRow, rowLanes, lanes: rowLanes * lanesOfRow, blocks: Math.ceil(columns / lanesOfRow) };
}

/** The kernels of `parts`: one, or one for the chunks and one for the sums of these. */
export function rowSums<Name extends string>(parts: RowSums<Name>): readonly Kernel[] {
  const { name, rows, columns, width, sums, buffers, workspace, target } = parts;
  const { rowLanes, blocks } = lanesOf(parts);
  const rowsOfChunk = rowLanes * sharing[target.processor].rowsOfLane;
  const chunks = Math.min(Math.ceil(rows / rowsOfChunk), Math.max(1, Math.floor(mostGroups / blocks)));
  if (chunks < fewestChunks) return [reduction(parts, 1)];
  const element = elementOf(width);
  const chunkSums = workspace(element, chunks * sums * columns);
  const totals = Array.from({ length: sums }, (_, sum) => sum);
  const first = reduction<string>(
    {
      ...parts,
      name: `${name}, chunks`,
      buffers: { ...buffers, chunkSums },
      store: (arrays) =>
        totals
          .map(
            (sum) => `${arrays.chunkSums!.set(`(chunk * ${sums}u + ${sum}u) * ${columns}u + column`, `total${sum}`)};`,
          )
          .join("\n"),
    },
    chunks,
  );
  const second = reduction<string>(
    {
      ...parts,
      rows: chunks,
      buffers: { ...buffers, chunkSums },
      load: (arrays) => ({
        statements: "",
        summands: totals.map((sum) => arrays.chunkSums!.at(`(row * ${sums}u + ${sum}u) * ${columns}u + column`)),
      }),
    },
    1,
  );
  return [first, second];
}

/** Sums the rows of each of `chunks` chunks. */
function reduction<Name extends string>(parts: RowSums<Name>, chunks: number): Kernel {
  const { name, rows, columns, width, sums, buffers, load, store, target } = parts;
  const { lanesOfRow, rowLanes, lanes, blocks } = lanesOf(parts);
  const rowsOfChunk = Math.ceil(rows / chunks);
  const each = (text: (sum: number) => string): string =>
    Array.from({ length: sums }, (_, sum) => text(sum)).join("\n");
  const tree: string[] = [];
  for (let half = lanes / 2; half >= lanesOfRow; half /= 2) {
    if (half < target.subgroup) {
      // The same sums as below without a barrier; what lanes from `half` on add up is not used.
      tree.push(each((sum) => `sum${sum} += subgroupShuffleDown(sum${sum}, ${half}u);`));
      continue;
    }
    const add = each((sum) => `sum${sum} += shared${sum}[lane + ${half}u];\nshared${sum}[lane] = sum${sum};`);
    tree.push(`workgroupBarrier();\nif (lane < ${half}u) { ${add} }`);
  }
  const shares = rowLanes > 1;
  const names = Array.from({ length: sums }, (_, sum) => `shared${sum}`);
  return kernel<Name>({
    name,
    buffers,
    lanes,
    groups: chunks * blocks,
    subgroups: shares && lanesOfRow < target.subgroup,
    shared: shares ? Object.fromEntries(names.map((name) => [name, { element: elementOf(width), count: lanes }])) : {},
    module: () => `alias T = ${elementOf(width)};`,
    body: (arrays) => {
      const { statements, summands } = load(arrays);
      return `
let chunk = group / ${blocks}u;
let column = (group % ${blocks}u) * ${lanesOfRow}u + lane % ${lanesOfRow}u;
${each((sum) => `var sum${sum} = T();`)}
if (column < ${columns}u) {
  let end = min(${rows}u, (chunk + 1u) * ${rowsOfChunk}u);
  for (var row = chunk * ${rowsOfChunk}u + lane / ${lanesOfRow}u; row < end; row += ${rowLanes}u) {
    let i = row * ${columns}u + column;
    ${statements}
    ${each((sum) => `sum${sum} += ${summands[sum]};`)}
  }
}
${shares ? each((sum) => `shared${sum}[lane] = sum${sum};`) : ""}
${tree.join("\n")}
if (lane < ${lanesOfRow}u && column < ${columns}u) {
  ${each((sum) => `let total${sum} = sum${sum};`)}
  ${store(arrays)}
}`;
    },
  });
}
