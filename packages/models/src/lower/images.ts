// Where a graph's images come from: the host, or a data set that lives on the device.
import type { Model } from "@unravel/blocks";
import { emit, type Graph, input, operations, type Value } from "@unravel/core";

/** A data set that the device keeps: how many images, and whether they are normalised by a mean image too. */
export type DatasetOptions = { readonly images: number; readonly meanImage: boolean };

/**
 * The images of a batch, [batch,H,W,C]: the input "images"; or, with `dataset`, made on the device of the inputs "dataset" u8 [images,H,W,C],
 * "placements" i32 [batch,4] and "levels" [C,256], with a mean image "mean" [H,W,C] (see the op gatherImages).
 */
export function inputImages(graph: Graph, model: Model, batch: number, dataset: DatasetOptions | undefined): Value {
  const [channels, height, width] = model.input;
  if (!dataset) return input(graph, "images", [batch, height, width, channels]);
  const values = [
    input(graph, "dataset", [dataset.images, height, width, channels], "u8"),
    input(graph, "placements", [batch, 4], "i32"),
    input(graph, "levels", [channels, 256]),
    ...(dataset.meanImage ? [input(graph, "mean", [height, width, channels])] : []),
  ];
  return emit(graph, operations.gatherImages, values, {})[0]!;
}
