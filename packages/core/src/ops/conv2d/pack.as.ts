// Filters as the register tile reads them: panels of 8 output channels, [outputs / 8][tap][input][8], zeros where channels are rounded up.
import { storeLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, word } from "../../devices/wasm/team.as";

/**
 * Packs a filter. Arguments: address of the first tap, kernel height, kernel width, inputs, inputs rounded up to 4,
 * outputs, then the bytes from one kernel row, kernel column, input and output to the next: negative ones turn the filter around, exchanged
 * ones transpose it; address of the result, factors of the outputs (0: none). Units are taps of panels.
 */
export function packFilters(a: usize): void {
  const w = address(a, 0);
  const height = word(a, 1), width = word(a, 2), inputs = word(a, 3), evenInputs = word(a, 4), outputs = word(a, 5);
  const rowStep = word(a, 6), columnStep = word(a, 7), inputStep = address(a, 8), outputStep = address(a, 9);
  const result = address(a, 10), factors = address(a, 11);
  const taps = height * width;
  const units = ((outputs + 7) >> 3) * taps;
  for (let unit = first(units), end = last(units); unit < end; unit++) {
    const panel = unit / taps, tap = unit - panel * taps;
    const lanes = min(8, outputs - 8 * panel);
    let from = w + (tap / width) * rowStep + (tap % width) * columnStep + <usize>(8 * panel) * outputStep;
    let to = result + (<usize>unit * evenInputs << 5);
    let f0 = f32x4.splat(1), f1 = f0;
    if (factors) {
      f0 = v128.load(factors + (<usize>panel << 5)); f1 = v128.load(factors + (<usize>panel << 5), 16);
    }
    for (let i = 0; i < evenInputs; i++, from += inputStep, to += 32) {
      v128.store(to, f32x4.splat(0));
      v128.store(to, f32x4.splat(0), 16);
      if (i >= inputs) continue;
      if (outputStep == 4) {
        storeLanes(to, v128.load(from), lanes);
        if (lanes > 4) storeLanes(to + 16, v128.load(from, 16), lanes - 4);
      } else {
        for (let lane = 0; lane < lanes; lane++) store<f32>(to + (<usize>lane << 2), load<f32>(from + <usize>lane * outputStep));
      }
      v128.store(to, f32x4.mul(f0, v128.load(to)));
      v128.store(to, f32x4.mul(f1, v128.load(to, 16)), 16);
    }
  }
}
