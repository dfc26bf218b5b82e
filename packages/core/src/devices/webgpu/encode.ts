// A step's commands. WebGPU has no reusable command buffers: each step is encoded anew, from a flat list.
import type { Kernel } from "./kernel.ts";

/** A kernel ready to be dispatched. */
export type Dispatch = {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  readonly workgroups: Kernel["workgroups"];
  /** The element of the gate vector that leaves it out where it is 0. */
  readonly gate: number | undefined;
  /** The launch of the program that it belongs to, and what it does there. */
  readonly launch: number;
  readonly name: string;
  readonly choice: string | undefined;
};

/** Whether the gates leave a dispatch in. */
export const isLive = ({ gate }: Dispatch, gates: Float32Array): boolean => gate === undefined || gates[gate] !== 0;

/** Adds a dispatch to `pass`, whose pipeline is set. */
export function dispatch(pass: GPUComputePassEncoder, { bindGroup, workgroups }: Dispatch): void {
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(workgroups[0], workgroups[1]);
}

/** One command buffer of one pass with all live dispatches. */
export function encode(device: GPUDevice, dispatches: readonly Dispatch[], gates: Float32Array): GPUCommandBuffer {
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | undefined;
  for (const each of dispatches) {
    if (!isLive(each, gates)) continue;
    if (each.pipeline !== current) pass.setPipeline(each.pipeline);
    current = each.pipeline;
    dispatch(pass, each);
  }
  pass.end();
  return encoder.finish();
}
