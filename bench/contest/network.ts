// The network of a task.
import { readFile } from "node:fs/promises";
import { fromJson, type Model } from "@unravel/blocks";
import type { Task } from "./serve.ts";

/** Reads the task's network. */
export const readModel = async ({ model }: Task): Promise<Model> => fromJson(await readFile(model, "utf8"));

/** NHWC images as NCHW. */
export function channelsFirst(images: Float32Array, [channels, height, width]: Model["input"]): Float32Array {
  const pixels = height * width;
  return images.map((_, to) => {
    const image = Math.floor(to / (pixels * channels));
    const inside = to % (pixels * channels);
    return images[image * pixels * channels + (inside % pixels) * channels + Math.floor(inside / pixels)]!;
  });
}
