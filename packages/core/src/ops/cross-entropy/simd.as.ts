import { exp, log } from "../../devices/wasm/exponential.as";
import { laneMask, storeLanes, sumLanes } from "../../devices/wasm/lanes.as";
import { address, first, last, real, thread, word, workspace } from "../../devices/wasm/team.as";

/** The index of the largest logit of a row, the first of equals. */
@inline
function largestOf(row: usize, classes: i32): i32 {
  let best = 0;
  let value = load<f32>(row);
  for (let k = 1; k < classes; k++) {
    const x = load<f32>(row + (<usize>k << 2));
    if (x > value) {
      value = x;
      best = k;
    }
  }
  return best;
}

/** Σ exp(x − largest) of a row. */
@inline
function exponentials(row: usize, classes: i32, largest: f32): f32 {
  let total = f32x4.splat(0);
  for (let k = 0; k < classes; k += 4) {
    const e = exp(f32x4.sub(v128.load(row + (<usize>k << 2)), f32x4.splat(largest)));
    total = f32x4.add(total, v128.and(e, laneMask(classes - k)));
  }
  return sumLanes(total);
}

/**
 * Loss, and whether the label is the largest logit, of each valid row, to the workspace [rows][2]. Arguments: logits, labels, valid, rows,
 * classes, smoothing.
 */
export function crossEntropyRows(a: usize): void {
  const classes = word(a, 4);
  const smoothing = <f64>real(a, 5);
  const rows = min(word(a, 3), load<i32>(address(a, 2)));
  for (let n = first(rows), end = last(rows); n < end; n++) {
    const row = address(a, 0) + (<usize>(n * classes) << 2);
    const label = load<i32>(address(a, 1) + (<usize>n << 2));
    const best = largestOf(row, classes);
    const largest = load<f32>(row + (<usize>best << 2));
    // Everything is taken relative to the largest logit, which the targets' sum of 1 cancels.
    let others: f64 = 0;
    for (let k = 0; k < classes; k++) others += <f64>load<f32>(row + (<usize>k << 2)) - <f64>largest;
    const known = <u32>label < <u32>classes;
    const weight: f64 = known ? 1 - smoothing : 0;
    const own: f64 = known ? <f64>load<f32>(row + (<usize>label << 2)) - <f64>largest : 0;
    const normaliser = log(<f64>exponentials(row, classes, largest));
    const loss = (weight + smoothing) * normaliser - weight * own - (smoothing / <f64>classes) * others;
    const to = workspace + (<usize>n << 3);
    store<f32>(to, <f32>loss);
    store<f32>(to, best == label ? 1 : 0, 4);
  }
}

/** The mean loss and the number of correct rows. Arguments: loss, correct, valid, rows. */
export function crossEntropy(a: usize): void {
  if (thread != 0) return;
  const rows = min(word(a, 3), load<i32>(address(a, 2)));
  let loss: f64 = 0;
  let correct: f32 = 0;
  for (let n = 0; n < rows; n++) {
    loss += load<f32>(workspace + (<usize>n << 3));
    correct += load<f32>(workspace + (<usize>n << 3), 4);
  }
  store<f32>(address(a, 0), <f32>(loss / <f64>rows));
  store<f32>(address(a, 1), correct);
}

/** Arguments: dloss, logits, labels, valid, dlogits, rows, classes, smoothing. */
export function crossEntropyGradient(a: usize): void {
  const rows = word(a, 5), classes = word(a, 6);
  const smoothing = real(a, 7);
  const valid = load<i32>(address(a, 3));
  const scale = load<f32>(address(a, 0)) / <f32>valid;
  const uniform = f32x4.splat((smoothing / <f32>classes) * scale);
  for (let n = first(rows), end = last(rows); n < end; n++) {
    const row = address(a, 1) + (<usize>(n * classes) << 2);
    const out = address(a, 4) + (<usize>(n * classes) << 2);
    if (n >= valid) {
      for (let k = 0; k < classes; k++) store<f32>(out + (<usize>k << 2), 0);
      continue;
    }
    const largest = load<f32>(row + (<usize>largestOf(row, classes) << 2));
    const share = f32x4.splat(scale / exponentials(row, classes, largest));
    for (let k = 0; k < classes; k += 4) {
      const e = exp(f32x4.sub(v128.load(row + (<usize>k << 2)), f32x4.splat(largest)));
      storeLanes(out + (<usize>k << 2), f32x4.sub(f32x4.mul(e, share), uniform), classes - k);
    }
    const label = load<i32>(address(a, 2) + (<usize>n << 2));
    if (<u32>label < <u32>classes) {
      const own = out + (<usize>label << 2);
      store<f32>(own, load<f32>(own) - (1 - smoothing) * scale);
    }
  }
}
