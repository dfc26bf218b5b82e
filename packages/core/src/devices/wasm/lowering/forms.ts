// What the forms of a convolution share.
import * as kernels from "../kernel-ids.ts";
import { type Ending, float, type Operand, type Prepare, type Row, roundUp } from "./lowering.ts";

/** How to read a filter: the address of its first tap, and the bytes from one kernel row, kernel column, input and output to the next. */
export type Filter = {
  readonly value: Operand;
  readonly address: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly inputStep: number;
  readonly outputStep: number;
};

/** What a convolution does to its outputs at the end: the operands of a normalisation, then what `endingOf` says. */
export type Finishing = Ending & {
  readonly normalisation: { readonly operands: readonly Operand[]; readonly epsilon: number } | undefined;
};

/** What happens where nothing follows. */
export const unfinished: Finishing = { addend: 0, floor: float(-Infinity), normalisation: undefined };

/** Addresses of a filter that is ready for its kernel and of the factors and biases of its outputs (0: none), and the rows that make these. */
export type PreparedFilter = {
  readonly filters: number;
  readonly factors: number;
  readonly biases: number;
  readonly rows: readonly Row[];
};

/**
 * Memory for a filter of `bytes` bytes, ready for its kernel, and for the normalisation that is folded into it.
 */
export function prepareFilter(
  prepare: Prepare,
  bytes: number,
  filter: Filter,
  finishing: Finishing,
  outputs: number,
): PreparedFilter {
  const { normalisation } = finishing;
  const vector = 4 * roundUp(outputs, 16);
  const values = [filter.value, ...(normalisation?.operands ?? [])];
  const address = prepare(roundUp(bytes, 64) + (normalisation ? 2 * vector : 0), values);
  if (!normalisation) return { filters: address, factors: 0, biases: 0, rows: [] };
  const factors = address + roundUp(bytes, 64);
  const biases = factors + vector;
  const addresses = [...normalisation.operands.map((operand) => operand.address), factors, biases];
  const row = [kernels.foldNormalisation, ...addresses, outputs, float(normalisation.epsilon)];
  return { filters: address, factors, biases, rows: [row] };
}

const enough = 8;

/** In how many groups the outputs are computed, so that there is work for all threads where the pixels alone make `units` units. */
export const outputGroups = (units: number, outputs: number): number =>
  Math.min(Math.ceil(outputs / 8), Math.max(1, Math.ceil(enough / units)));

const mostChunks = 16;
const mostBytes = 2 ** 25;

/**
 * In how many chunks the sums of a filter's gradient are split, where one takes `bytes` and there are `units` to share: a function of the
 * shape only. Large filters get few, for every chunk has sums of its own.
 */
export const filterChunks = (units: number, bytes: number): number =>
  Math.min(units, mostChunks, Math.max(2, Math.floor(mostBytes / bytes)));
