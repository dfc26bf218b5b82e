// From kernels to what WebGPU dispatches: all pipelines and bind groups of a program, made once.
import { DeviceError } from "../../errors.ts";
import type { Dispatch } from "./encode.ts";
import { computeStage } from "./gpu.ts";
import type { GatedKernel } from "./lower-program.ts";
import type { Memory } from "./memory.ts";

/** Told how many of how many pipelines are compiled. */
export type CompileProgress = (done: number, total: number) => void;

/**
 * Compiles the kernels, all at once and each text once, and binds their places. Throws a DeviceError that names a kernel that the GPU
 * refuses.
 */
export function createDispatches(
  device: GPUDevice,
  kernels: readonly GatedKernel[],
  memory: Memory,
  progress: CompileProgress = () => {},
): Promise<readonly Dispatch[]> {
  const layouts = new Map<number, { readonly bindings: GPUBindGroupLayout; readonly pipeline: GPUPipelineLayout }>();
  const layoutOf = (count: number) => {
    const known = layouts.get(count);
    if (known) return known;
    const entries = Array.from({ length: count }, (_, binding) => ({
      binding,
      visibility: computeStage,
      buffer: { type: "storage" as const },
    }));
    const bindings = device.createBindGroupLayout({ entries });
    const layout = { bindings, pipeline: device.createPipelineLayout({ bindGroupLayouts: [bindings] }) };
    layouts.set(count, layout);
    return layout;
  };

  let done = 0;
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  const total = new Set(kernels.map(({ source }) => source)).size;
  const pipelineOf = ({ source, name, bindings }: GatedKernel): Promise<GPUComputePipeline> => {
    const known = pipelines.get(source);
    if (known) return known;
    const module = device.createShaderModule({ code: source, label: name });
    const layout = layoutOf(bindings.length).pipeline;
    const compute = { module, entryPoint: "main" };
    const pipeline = device.createComputePipelineAsync({ layout, compute, label: name }).then(
      (compiled) => {
        progress(++done, total);
        return compiled;
      },
      (cause) => {
        throw new DeviceError(`The GPU refused the kernel ${name}: ${cause.message}`, { cause });
      },
    );
    pipelines.set(source, pipeline);
    return pipeline;
  };

  return Promise.all(
    kernels.map((kernel) => {
      const { bindings, workgroups, gate, launch, name, choice } = kernel;
      const entries = bindings.map((place, binding) => ({ binding, resource: memory.bind(place) }));
      const bindGroup = device.createBindGroup({ layout: layoutOf(bindings.length).bindings, entries });
      return pipelineOf(kernel).then(
        (pipeline): Dispatch => ({ pipeline, bindGroup, workgroups, gate, launch, name, choice }),
      );
    }),
  );
}
