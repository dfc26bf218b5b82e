// The measured peak of the arithmetic, for judging what kernels reach.
import { bufferUsage } from "./gpu.ts";

const lanes = 64;
/** Independent sums of four floats in each lane: enough to hide a multiply-add's latency. */
const sums = 8;
const rounds = 256;
/** Multiply-adds of a workgroup, two operations each. */
const groupOperations = 2 * 4 * lanes * sums * rounds;

/** A dispatch this long, in milliseconds, makes what surrounds it small. */
const longEnough = 50;
const mostGroups = 65535;
/** Beyond this the adapter does not keep time. */
const mostRows = 4096;
const repetitions = 3;

const each = (text: (sum: number) => string): string => Array.from({ length: sums }, (_, sum) => text(sum)).join("\n");

const source = `
@group(0) @binding(0) var<storage, read_write> y: array<vec4f>;
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) at: vec3u) {
  let start = 1f + 0f * y[at.x & 63u]; // what is read here no compiler knows
  let factor = 0.5f * start; // the sums stay near 2
  ${each((sum) => `var sum${sum} = start + ${sum}f;`)}
  for (var round = 0; round < ${rounds}; round++) {
    ${each((sum) => `sum${sum} = fma(sum${sum}, factor, start);`)}
  }
  y[at.x & 63u] = ${Array.from({ length: sums }, (_, sum) => `sum${sum}`).join(" + ")};
}`;

/** Float operations a second of multiply-adds in registers, on the whole adapter: the best of a few dispatches. */
export async function measurePeak(device: GPUDevice): Promise<number> {
  const compute = { module: device.createShaderModule({ code: source }), entryPoint: "main" };
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute });
  const buffer = device.createBuffer({ size: 16 * lanes, usage: bufferUsage.storage });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const time = async (groups: number, rows: number): Promise<number> => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(groups, rows);
    pass.end();
    const start = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  try {
    let [groups, rows] = [64, 1];
    await time(groups, rows); // the first dispatch may compile
    while (rows < mostRows && (await time(groups, rows)) < longEnough) {
      if (groups < mostGroups) groups = Math.min(4 * groups, mostGroups);
      else rows *= 2;
    }
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < repetitions; k++) best = Math.min(best, await time(groups, rows));
    return (1000 * groups * rows * groupOperations) / best;
  } finally {
    buffer.destroy();
  }
}
