// Subgroups: lanes that can read each other's registers, so that the last steps of a tree of sums need no barrier.
import { bufferUsage, mapRead } from "./gpu.ts";

/** The feature that they need. */
export const subgroups: GPUFeatureName = "subgroups";

const lanes = 256;

const source = `
enable subgroups;
@group(0) @binding(0) var<storage, read_write> found: array<u32>;
@compute @workgroup_size(${lanes})
fn main(@builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) id: u32) {
  found[lane] = subgroupShuffle(lane, 0u) + id;
}`;

/**
 * How many adjacent lanes surely share a subgroup: the adapter's smallest subgroup, or 1 where lanes are not numbered along their
 * subgroups. WGSL leaves the numbering open, so it is looked at.
 */
export async function subgroupLanes(device: GPUDevice, { subgroupMinSize = 1 }: GPUAdapterInfo): Promise<number> {
  if (!device.features.has(subgroups) || subgroupMinSize < 2) return 1;
  const bytes = 4 * lanes;
  const compute = { module: device.createShaderModule({ code: source }), entryPoint: "main" };
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute });
  const buffer = device.createBuffer({ size: bytes, usage: bufferUsage.storage | bufferUsage.copySource });
  const staging = device.createBuffer({ size: bytes, usage: bufferUsage.mapRead | bufferUsage.copyDestination });
  try {
    const bindGroup = device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer } }],
    });
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    pass.dispatchWorkgroups(1);
    pass.end();
    encoder.copyBufferToBuffer(buffer, 0, staging, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapRead);
    // The first lane of each one's subgroup, and its own number there: together its number in the workgroup.
    const inOrder = new Uint32Array(staging.getMappedRange()).every((sum, lane) => sum === lane);
    return inOrder ? subgroupMinSize : 1;
  } finally {
    buffer.destroy();
    staging.destroy();
  }
}
