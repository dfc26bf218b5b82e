// A program's memory on the GPU: a buffer for each slab, the workspace, the gates, and buffers to read through.
import { DeviceError } from "../../errors.ts";
import { size, type Value } from "../../graph/graph.ts";
import type { PlacedProgram } from "../../plan/program.ts";
import type { Numbers } from "../device.ts";
import { arrays } from "./arrays.ts";
import { bufferUsage, mapRead } from "./gpu.ts";
import { hostLayout } from "./host-values.ts";
import type { Place } from "./kernel.ts";
import { createStaging, type Staging, stagingBytes } from "./staging.ts";

/** The buffers of a loaded program. */
export type Memory = {
  readonly buffers: ReadonlyMap<Place["buffer"], GPUBuffer>;
  /** What a kernel binds for a place. */
  readonly bind: (place: Place) => GPUBufferBinding;
  readonly staging: Staging;
};

/** Bytes that a program takes beside its slabs, with a workspace of `workspace` bytes. */
export const extraBytes = ({ graph }: PlacedProgram, workspace: number): number =>
  workspace + hostLayout(graph).bytes + stagingBytes;

/** Takes the memory; WebGPU fills it with zeros. What cannot be had shows in the device's error scope. */
export function createMemory(device: GPUDevice, { slabs, graph }: PlacedProgram, workspace: number): Memory {
  const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination;
  const create = (bytes: number) => device.createBuffer({ size: Math.max(4, bytes), usage });
  const { gates, bytes: hostBytes } = hostLayout(graph);
  const sizes: readonly (readonly [Place["buffer"], number])[] = [
    ...slabs.map((bytes, slab) => [slab, bytes] as const),
    ["workspace", workspace],
    ["host", hostBytes],
  ];
  const buffers = new Map(sizes.map(([name, bytes]) => [name, create(bytes)]));
  return {
    buffers,
    bind({ buffer, offset, bytes }) {
      if (buffer === "gates") return { buffer: buffers.get("host")!, offset: gates.offset, size: gates.bytes };
      return { buffer: buffers.get(buffer)!, offset, size: bytes };
    },
    staging: createStaging(device),
  };
}

/** Gives all of it back. */
export function destroyMemory({ buffers, staging }: Memory): void {
  for (const buffer of buffers.values()) buffer.destroy();
  staging.destroy();
}

/** What is not a number as an f32, and as two f16. */
const notNumbers = 0x7fff7fff;

/** Fills everything that kernels can read with `value`. */
export function fillMemory(device: GPUDevice, { buffers }: Memory, value: number): void {
  const part = Number.isNaN(value) ? new Uint32Array(2 ** 18).fill(notNumbers) : new Float32Array(2 ** 18).fill(value);
  for (const buffer of buffers.values()) {
    for (let at = 0; at < buffer.size; at += part.byteLength) {
      device.queue.writeBuffer(buffer, at, part, 0, Math.min(part.length, (buffer.size - at) / 4));
    }
  }
}

/** Makes a place's bytes zeros. */
export const clearPlace = (device: GPUDevice, { buffers }: Memory, { buffer, offset, bytes }: Place): void =>
  device.queue.writeBuffer(buffers.get(buffer)!, offset, new Uint8Array(bytes));

/** Writes `data` to a value's place. */
export function writeValue(device: GPUDevice, memory: Memory, value: Value, place: Place, data: Numbers): void {
  // Always a copy: of float64 a conversion, of bytes up to a whole word; and Dawn for Node crashes on shared memory.
  const padding = value.dtype === "u8" ? (4 - (data.length % 4)) % 4 : 0;
  const copy = new arrays[value.dtype](data.length + padding);
  copy.set(data);
  device.queue.writeBuffer(memory.buffers.get(place.buffer)!, place.offset, copy);
}

/** A copy of a value as it is after what was submitted before. */
export function readValue(device: GPUDevice, memory: Memory, value: Value, place: Place): Promise<Numbers> {
  const bytes = size(value.shape) * (value.dtype === "u8" ? 1 : 4);
  const source = memory.buffers.get(place.buffer)!;
  return memory.staging.lend(bytes, async (staging) => {
    const result = await readThrough(device, memory, staging, { source, offset: place.offset, bytes });
    return new arrays[value.dtype](result.buffer);
  });
}

/** Copies a range part by part; where it fits the buffer the copy is submitted before this returns. */
async function readThrough(
  device: GPUDevice,
  memory: Memory,
  staging: GPUBuffer,
  range: { readonly source: GPUBuffer; readonly offset: number; readonly bytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const result = new Uint8Array(range.bytes);
  for (let at = 0; at < result.length; at += staging.size) {
    if (memory.staging.closed()) throw new DeviceError("its program was disposed of");
    const bytes = Math.min(staging.size, result.length - at);
    const encoder = device.createCommandEncoder();
    const whole = Math.ceil(bytes / 4) * 4;
    encoder.copyBufferToBuffer(range.source, range.offset + at, staging, 0, whole);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(mapRead, 0, whole);
    result.set(new Uint8Array(staging.getMappedRange(0, whole), 0, bytes), at);
    staging.unmap();
  }
  return result;
}
