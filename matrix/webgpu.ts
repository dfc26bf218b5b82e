// What every engine runs of the webgpu device, on whatever adapter it has, software too.
import { createReferenceDevice, type Device } from "@unravel/core";
import { relativeError } from "@unravel/core/testing";
import { createWebgpuDevice } from "@unravel/core/webgpu";
import { distinctNodes, operandsOf, resultsOn, shapeGraph } from "../tests/support/zoo-shapes.ts";
import { type Measures, measure } from "./measures.ts";

/** What an adapter did. */
export type WebgpuFinding = Measures & {
  readonly adapter: string;
  /** The worst relative error of all shapes that the zoo's networks give to an op, and how many; with `shapes` only. */
  readonly shapes: { readonly error: number; readonly count: number } | null;
};

/** Software makes a few dozen images a second. */
const timedSteps = 5;

/** Runs everything; `shapes`: every shape of the zoo's networks too, which takes minutes. */
export async function examineWebgpu(shapes: boolean): Promise<readonly WebgpuFinding[]> {
  const device = await createWebgpuDevice({ byName: true, fill: Number.NaN });
  try {
    const measures = await measure(device, timedSteps);
    return [{ adapter: device.description, ...measures, shapes: shapes ? await worstShape(device) : null }];
  } finally {
    await device.dispose();
  }
}

async function worstShape(device: Device): Promise<WebgpuFinding["shapes"]> {
  const reference = createReferenceDevice();
  const nodes = distinctNodes();
  let error = 0;
  for (const node of nodes.values()) {
    const operands = operandsOf(node);
    const graph = shapeGraph(node, operands);
    const [got, want] = [await resultsOn(device, graph, operands), await resultsOn(reference, graph, operands)];
    error = Math.max(error, ...want.map((values, index) => relativeError(got[index]!, values)));
  }
  return { error, count: nodes.size };
}
