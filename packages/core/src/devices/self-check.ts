// A tiny training step with known numbers: a device that computes nonsense is found before it is used.
import { DeviceError } from "../errors.ts";
import { differentiate } from "../graph/differentiate.ts";
import { createGraph, emit, type Graph, input, output } from "../graph/graph.ts";
import { conv2d } from "../ops/conv2d/conv2d.ts";
import { crossEntropy } from "../ops/cross-entropy/cross-entropy.ts";
import { globalAveragePool } from "../ops/global-average-pool/global-average-pool.ts";
import { plan } from "../plan/plan.ts";
import type { Device } from "./device.ts";

/** Small whole numbers and quarters, so that no device may round them. */
const ramp = (length: number, period: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => ((i * 7) % period) / 4 - 1);

/** A strided, padded 3x3 convolution of two 5x5 images, pooled to two logits, and its gradients. */
export function checkGraph(): Graph {
  const graph = createGraph();
  const x = input(graph, "x", [2, 5, 5, 3]);
  const w = input(graph, "w", [3, 3, 3, 2]);
  const labels = input(graph, "labels", [2], "i32");
  const valid = input(graph, "valid", [1], "i32");
  const [y] = emit(graph, conv2d, [x, w], { stride: 2, padding: [1, 1, 1, 1] });
  const [logits] = emit(graph, globalAveragePool, [y!], {});
  const [loss] = emit(graph, crossEntropy, [logits!, labels, valid], { smoothing: 0 });
  const [dx, dw] = differentiate(graph, loss!, [x, w]);
  output(graph, "loss", loss!);
  output(graph, "dx", dx!);
  output(graph, "dw", dw!);
  return graph;
}

/** The numbers that `checkGraph` must give: the loss, and the norms of its gradients, computed by the float64 reference. */
export const expected = { loss: 0.7566161649, dx: 0.5915387937, dw: 0.160209605 };

/** Runs the check graph; returns the loss and the L2 norms of the gradients. */
export async function runCheck(device: Device): Promise<Record<keyof typeof expected, number>> {
  const executable = await device.load(plan(checkGraph(), device.capabilities));
  try {
    await executable.write("x", ramp(150, 9));
    await executable.write("w", ramp(54, 11));
    await executable.write("labels", Int32Array.of(0, 1));
    await executable.write("valid", Int32Array.of(2));
    await executable.run();
    const norm = async (name: string) => Math.hypot(...(await executable.read(name)));
    return { loss: await norm("loss"), dx: await norm("dx"), dw: await norm("dw") };
  } finally {
    executable.dispose();
  }
}

/** Throws a DeviceError unless `device` computes the check graph to a relative 1e-3. */
export async function selfCheck(device: Device): Promise<void> {
  const got = await runCheck(device);
  for (const key of ["loss", "dx", "dw"] as const) {
    if (!(Math.abs(got[key] - expected[key]) <= 1e-3 * expected[key])) {
      throw new DeviceError(
        `failed its self-check: the ${key === "loss" ? "loss" : `norm of ${key}`} of a tiny convolution is ${got[key]} instead of ${expected[key]}`,
      );
    }
  }
}
