// The WebGPU device: kernels in WGSL, a training step in one submission.
import { DeviceError } from "../../errors.ts";
import type { Device, DeviceFactory } from "../device.ts";
import { createLoaded } from "../loaded.ts";
import { adapterFeatures, adapterLimits, adapterName, findAdapter, isSoftware } from "./adapter.ts";
import { createExecutable } from "./executable.ts";
import { lowerProgram } from "./lower-program.ts";
import { type JoinedName, joinedLowerings } from "./lowering/joined.ts";
import type { Target } from "./lowering/lowering.ts";
import { fusionsFor } from "./lowering/table.ts";
import { byTable, type ChooseTile } from "./lowering/tiles.ts";
import { extraBytes } from "./memory.ts";
import { measurePeak } from "./peak.ts";
import type { CompileProgress } from "./pipelines.ts";
import { timestamps } from "./profile.ts";
import { watch } from "./report.ts";
import { subgroupLanes, subgroups } from "./subgroups.ts";

/** How activations are kept. */
type Storage = "f32" | "f16";

/** Of each storage: the device's name, the feature that it needs, and what the planner is told. */
const storages: Readonly<
  Record<Storage, { readonly name: string; readonly feature?: GPUFeatureName; readonly activationBytes?: 2 }>
> = {
  f32: { name: "webgpu" },
  f16: { name: "webgpu-f16", feature: "shader-f16", activationBytes: 2 },
};

/** Options of the webgpu device. */
export type WebgpuOptions = {
  /** Finds the adapter to compute on, anew for each device because one serves once; by default the fastest real one. */
  readonly adapter?: () => Promise<GPUAdapter>;
  /** Whether the user asked for this device: only then may it be software. */
  readonly byName?: boolean;
  /**
   * How activations and their gradients are kept: "f16" takes half the memory and bandwidth, and digits beyond the third. Parameters,
   * their gradients and all sums stay in f32. Default "f32".
   */
  readonly storage?: Storage;
  /** Whose kernels to take, by default the adapter's own: tests take a GPU's on software. */
  readonly processor?: Target["processor"];
  /** Whether sums go through subgroups where the adapter has them (default); the bits are the same. */
  readonly subgroups?: boolean;
  /** Which tiles a GPU's convolutions take, by default the table's: `tuned` takes those of a tuning. */
  readonly choose?: ChooseTile;
  /** Told, while a program loads, how many of its kernels are compiled. */
  readonly progress?: CompileProgress;
  /** What fresh memory holds, 0 by default. Tests take NaN: whatever is read before it is written then shows. */
  readonly fill?: number;
};

/** Placements start where a buffer may be bound: 256 on every adapter. */
const alignment = 256;

/** Features that are used where the adapter has them. */
const wanted: readonly GPUFeatureName[] = [timestamps, subgroups];

/** Opens the device. Throws a DeviceError with the reason where there is no WebGPU, or only a software adapter that was not asked for. */
export async function createWebgpuDevice(options: WebgpuOptions = {}): Promise<Device> {
  const { adapter: find = () => findAdapter(options.byName ?? false), storage: kept = "f32" } = options;
  if (!Object.hasOwn(storages, kept)) {
    throw new DeviceError(`storage is ${Object.keys(storages).join(" or ")}, got ${kept}.`);
  }
  const adapter = await find();
  const { name, feature, ...storage } = storages[kept];
  if (feature && !adapter.features.has(feature)) {
    throw new DeviceError(
      `${adapterName(adapter.info)} cannot compute with 16-bit floats (no ${feature}): use the device ${storages.f32.name}`,
    );
  }
  const device = await adapter
    .requestDevice({
      requiredLimits: adapterLimits(adapter),
      requiredFeatures: [...wanted.filter((each) => adapter.features.has(each)), ...(feature ? [feature] : [])],
    })
    .catch((cause: Error) => {
      throw new DeviceError(`${adapterName(adapter.info)} gives no device: ${cause.message}`, { cause });
    });
  const watching = watch(device);
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = device.limits;
  const largest = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const target: Target = {
    buffers: maxStorageBuffersPerShaderStage,
    processor: options.processor ?? (isSoftware(adapter.info) ? "cpu" : "gpu"),
    subgroup: (options.subgroups ?? true) ? await subgroupLanes(device, adapter.info).catch(() => 1) : 1,
    choose: options.choose ?? byTable,
  };
  const loaded = createLoaded();
  return {
    name,
    description: `WebGPU, ${adapterName(adapter.info)}`,
    capabilities: {
      alignment,
      slabBytes: Math.floor(largest / alignment) * alignment,
      // WebGPU does not tell how much memory there is; a device that has too little says so when a program is loaded.
      memoryBytes: 2 ** 36,
      floatBytes: 4,
      ...storage,
      fusions: fusionsFor(target),
      joins: Object.keys(joinedLowerings) as JoinedName[],
      programBytes: (program) =>
        program.slabs.reduce((sum, bytes) => sum + bytes, 0) +
        extraBytes(program, lowerProgram(program, target).workspace),
    },
    features: adapterFeatures(adapter),
    lost: watching.lost,
    async peak() {
      watching.check();
      return measurePeak(device);
    },
    async load(program) {
      const { fill = 0, progress } = options;
      return loaded.keep(await createExecutable(program, { device, watch: watching, target, fill, progress }));
    },
    async dispose() {
      loaded.dispose();
      watching.close();
      device.destroy();
    },
  };
}

/** A factory of webgpu devices with `options`. */
export const createWebgpu = (options: Omit<WebgpuOptions, "byName"> = {}): DeviceFactory => ({
  name: storages[options.storage ?? "f32"].name,
  open: ({ byName }) => createWebgpuDevice({ ...options, byName }),
});

/** The factory of the webgpu device. A software adapter is taken only by name. */
export const webgpu: DeviceFactory = createWebgpu();

/** The factory of the device that keeps activations in f16. "auto" should not choose it: it computes less exactly. */
export const webgpuF16: DeviceFactory = createWebgpu({ storage: "f16" });
