// The program of every thread: walks the table of launches, does its share of each, and meets the others after it.
import { averagePool, averagePoolGradient } from "../../ops/average-pool/simd.as";
import { batchNormGradient, gradientStatistics } from "../../ops/batch-norm/gradient.as";
import { batchNorm, batchStatistics, foldNormalisation, normalize } from "../../ops/batch-norm/simd.as";
import { addBias, combineChannelSums, sumChannels } from "../../ops/bias/simd.as";
import { accumulateFilterGradient, convolve, reduceFilterGradient } from "../../ops/conv2d/direct.as";
import { packFilters } from "../../ops/conv2d/pack.as";
import { transformFilters, winogradConvolve } from "../../ops/conv2d/winograd.as";
import { winogradAccumulate, winogradReduce } from "../../ops/conv2d/winograd-gradient.as";
import { crossEntropy, crossEntropyGradient, crossEntropyRows } from "../../ops/cross-entropy/simd.as";
import { dropout } from "../../ops/dropout/simd.as";
import { fill } from "../../ops/fill/simd.as";
import { gatherImages } from "../../ops/gather-images/simd.as";
import { globalAveragePool, globalAveragePoolGradient } from "../../ops/global-average-pool/simd.as";
import { multiplyMatrices } from "../../ops/matmul/simd.as";
import { maxPool, maxPoolGradient } from "../../ops/max-pool/simd.as";
import { multiply } from "../../ops/multiply/simd.as";
import { padChannels, padChannelsGradient } from "../../ops/pad-channels/simd.as";
import { relu, reluGradient } from "../../ops/relu/simd.as";
import { sgd } from "../../ops/sgd/simd.as";
import { sigmoid, sigmoidGradient } from "../../ops/sigmoid/simd.as";
import { sum } from "../../ops/sum/simd.as";
import * as ids from "./kernel-ids";
import * as layout from "./layout";
import { multiplyAdd } from "./peak.as";
import { join, meet, stop } from "./team.as";

export { stop };

/** Milliseconds from some start. */
@external("env", "now")
declare function now(): f64;

/**
 * Runs the program as thread `index` of `count`. A row of the table is its length in bytes, its kernel, the gate of its region (−1: none) and
 * the kernel's arguments. False where another thread failed.
 */
export function walk(index: i32, count: i32): bool {
  join(index, count);
  const end = load<usize>(layout.tableEnd);
  const gates = load<usize>(layout.gates);
  let stamp = index == 0 ? load<usize>(layout.stamps) : 0;
  if (stamp) store<f64>(stamp, now());
  for (let row = load<usize>(layout.table); row != end; row += load<usize>(row)) {
    const region = load<i32>(row, 8);
    if (region < 0 || load<f32>(gates + (<usize>region << 2)) != 0) {
      launch(load<i32>(row, 4), row + 12);
      if (!meet()) return false;
    }
    if (stamp) store<f64>((stamp += 8), now());
  }
  return true;
}

/** Does this thread's share of a launch. */
function launch(kernel: i32, a: usize): void {
  switch (kernel) {
    case ids.packFilters: return packFilters(a);
    case ids.convolve: return convolve(a);
    case ids.accumulateFilterGradient: return accumulateFilterGradient(a);
    case ids.reduceFilterGradient: return reduceFilterGradient(a);
    case ids.transformFilters: return transformFilters(a);
    case ids.winogradConvolve: return winogradConvolve(a);
    case ids.winogradAccumulate: return winogradAccumulate(a);
    case ids.winogradReduce: return winogradReduce(a);
    case ids.multiplyMatrices: return multiplyMatrices(a);
    case ids.addBias: return addBias(a);
    case ids.sumChannels: return sumChannels(a);
    case ids.combineChannelSums: return combineChannelSums(a);
    case ids.sum: return sum(a);
    case ids.multiply: return multiply(a);
    case ids.relu: return relu(a);
    case ids.reluGradient: return reluGradient(a);
    case ids.sigmoid: return sigmoid(a);
    case ids.sigmoidGradient: return sigmoidGradient(a);
    case ids.batchStatistics: return batchStatistics(a);
    case ids.batchNorm: return batchNorm(a);
    case ids.foldNormalisation: return foldNormalisation(a);
    case ids.normalize: return normalize(a);
    case ids.gradientStatistics: return gradientStatistics(a);
    case ids.batchNormGradient: return batchNormGradient(a);
    case ids.maxPool: return maxPool(a);
    case ids.maxPoolGradient: return maxPoolGradient(a);
    case ids.averagePool: return averagePool(a);
    case ids.averagePoolGradient: return averagePoolGradient(a);
    case ids.globalAveragePool: return globalAveragePool(a);
    case ids.globalAveragePoolGradient: return globalAveragePoolGradient(a);
    case ids.padChannels: return padChannels(a);
    case ids.padChannelsGradient: return padChannelsGradient(a);
    case ids.dropout: return dropout(a);
    case ids.crossEntropyRows: return crossEntropyRows(a);
    case ids.crossEntropy: return crossEntropy(a);
    case ids.crossEntropyGradient: return crossEntropyGradient(a);
    case ids.sgd: return sgd(a);
    case ids.fill: return fill(a);
    case ids.multiplyAdd: return multiplyAdd(a);
    case ids.gatherImages: return gatherImages(a);
    default: unreachable();
  }
}

// Exported, a kernel stays a function of its own: all of them in one body would share one register allocation.
export {
  accumulateFilterGradient, addBias, averagePool, averagePoolGradient, batchNorm, batchNormGradient, batchStatistics,
  combineChannelSums, convolve, crossEntropy, crossEntropyGradient, crossEntropyRows, dropout, fill,
  foldNormalisation, gatherImages, globalAveragePool, globalAveragePoolGradient, gradientStatistics, maxPool, maxPoolGradient,
  multiply, multiplyAdd, multiplyMatrices, normalize, packFilters, padChannels, padChannelsGradient,
  reduceFilterGradient, relu, reluGradient, sgd, sigmoid, sigmoidGradient, sum, sumChannels, transformFilters,
  winogradAccumulate, winogradConvolve, winogradReduce,
};
