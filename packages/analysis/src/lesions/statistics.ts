// Batch norm's running statistics, estimated anew for a network that has been changed.
import { type Device, type Gates, gateVector, type Parameters, plan, type Tensor } from "@unravel/core";
import { fillBatch, type ImageSet, type Normalisation } from "@unravel/data";
import { type Model, readStates, statisticsGraph, writeStates } from "@unravel/models";
import { evaluationGates } from "@unravel/train";

/** A network loaded to see statistics. Calls must not overlap. */
export type Statistician = {
  /** `parameters` with the running statistics that the network has on `set` under `gates`. */
  estimate(parameters: Parameters, gates: Gates, pass: StatisticsPass): Promise<Parameters>;
  dispose(): void;
};

/** What statistics are taken of; an incomplete last batch is left out. */
export type StatisticsPass = {
  readonly set: ImageSet;
  readonly normalisation: Normalisation;
  readonly signal?: AbortSignal | undefined;
};

const isStatistic = (name: string): boolean => name.includes("running_");

/** How many images statistics are taken of, of `images` in batches of `batch`. */
export const wholeBatches = (images: number, batch: number): number => Math.floor(images / batch) * batch;

/** Adds `batch` to the sums, in float64 so that their number does not matter. */
function add(sums: Map<string, Float64Array>, batch: Readonly<Record<string, Tensor>>): void {
  for (const [name, { data }] of Object.entries(batch)) {
    const sum = sums.get(name) ?? new Float64Array(data.length);
    for (let i = 0; i < data.length; i++) sum[i]! += data[i]!;
    sums.set(name, sum);
  }
}

/** Loads `model` for batches of `batch` images. Throws a MemoryError where the device has too little memory. */
export async function createStatistician(model: Model, device: Device, batch: number): Promise<Statistician> {
  const program = plan(statisticsGraph(model, { batch }), device.capabilities);
  const executable = await device.load(program);
  const [channels, height, width] = model.input;
  const images = new Float32Array(batch * channels * height * width);
  const labels = new Int32Array(batch);
  return {
    async estimate(parameters, gates, { set, normalisation, signal }) {
      const batches = wholeBatches(set.labels.length, batch) / batch;
      if (batches === 0) {
        throw new RangeError(
          `Statistics are taken of whole batches of ${batch} images; ${set.name} has ${set.labels.length}: give more of them.`,
        );
      }
      await writeStates(executable, parameters);
      executable.writeGates(gateVector(program.graph, { ...evaluationGates(model), ...gates }));
      const sums = new Map<string, Float64Array>();
      for (let index = 0; index < batches; index++) {
        signal?.throwIfAborted();
        const indices = Uint32Array.from({ length: batch }, (_, image) => index * batch + image);
        fillBatch({ set, indices, normalisation, out: images, labels });
        await executable.write("images", images);
        if (program.graph.inputs.has("random")) await executable.write("random", Int32Array.of(0, index));
        await executable.run();
        add(sums, await readStates(executable, isStatistic));
      }
      const estimated = [...sums].map(([name, sum]): [string, Tensor] => [
        name,
        { shape: parameters[name]!.shape, data: Float32Array.from(sum, (total) => total / batches) },
      ]);
      return { ...parameters, ...Object.fromEntries(estimated) };
    },
    dispose: () => executable.dispose(),
  };
}
