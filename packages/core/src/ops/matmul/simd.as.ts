import { clearFloats, copyFloats } from "../../devices/wasm/lanes.as";
import { address, first, last, scratch, word } from "../../devices/wasm/team.as";
import { gemm } from "../conv2d/gemm.as";

const blockRows = 24; // a multiple of gemm's 6, few enough to stay in the first cache

/**
 * y [rows,columns] = a · b, with b packed by `packFilters`. Arguments: a, y, rows, depth, columns, depth rounded up to 4,
 * columns rounded up to 8, bytes from row to row and from term to term of a, place of the product in scratch, b. Units are blocks of rows.
 */
export function multiplyMatrices(a: usize): void {
  const rows = word(a, 2), depth = word(a, 3), columns = word(a, 4), evenDepth = word(a, 5), evenColumns = word(a, 6);
  const rowStep = address(a, 7), termStep = address(a, 8);
  const product = scratch + address(a, 9);
  const units = (rows + blockRows - 1) / blockRows;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const from = unit * blockRows;
    const count = min(blockRows, rows - from);
    let to = scratch;
    for (let r = 0; r < count; r++) {
      let term = address(a, 0) + <usize>(from + r) * rowStep;
      for (let k = 0; k < depth; k++, term += termStep, to += 4) store<f32>(to, load<f32>(term));
      clearFloats(to, evenDepth - depth);
      to += <usize>(evenDepth - depth) << 2;
    }
    gemm(scratch, address(a, 10), product, count, evenDepth, evenColumns);
    for (let r = 0; r < count; r++) {
      const out = address(a, 1) + (<usize>(from + r) * columns << 2);
      copyFloats(product + (<usize>r * evenColumns << 2), out, columns);
    }
  }
}
