// The training program of a run on its device.
import { type Device, gateVector, loadBatch, type Parameters, type Program } from "@unravel/core";
import { accumulationGates, type Model, readStates, trainingGraph, writeStates } from "@unravel/models";
import type { Recipe } from "../recipe/recipe.ts";
import { hasStochasticDepth, survivalGates } from "../survival.ts";
import type { Batches, Inputs } from "./batches.ts";
import { startingStates } from "./states.ts";

export type Trainer = {
  readonly program: Program;
  /** Makes update `step` (from 0) at the learning rate `rate`. */
  update(step: number, rate: number): Promise<void>;
  /** The running sums on the device as they are when this is called: losses of the updates, and images classified rightly. */
  readSums(): Promise<{ readonly loss: number; readonly correct: number }>;
  clearSums(): Promise<void>;
  /** All states, by name, in torch's layout. */
  read(): Promise<Parameters>;
  /** Writes the weights that training starts from; all other states of a program just loaded are 0. */
  begin(parameters: Parameters): Promise<void>;
  /** Writes all states. Throws a WeightsError where some are missing or mis-shaped. */
  write(states: Parameters): Promise<void>;
  dispose(): void;
};

type TrainerOptions = {
  readonly model: Model;
  readonly recipe: Recipe;
  readonly frozen: readonly string[];
  readonly device: Device;
  readonly batches: Batches;
  /** The most bytes that the program may take, where that is less than the device has. */
  readonly memoryBytes?: number;
};

/** Plans and loads the program. Throws a MemoryError, before anything is allocated, where it does not fit. */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  const { model, recipe, frozen, device, batches } = options;
  const { accumulate, averageDecay, labelSmoothing, optimiser, seed, survivalDraw } = recipe;
  const { size, dataset, constants } = batches;
  const graphOf = (batch: number) =>
    trainingGraph(model, {
      ...optimiser,
      batch,
      accumulate,
      labelSmoothing,
      frozen,
      gated: hasStochasticDepth(model),
      ...(averageDecay === null ? {} : { averageDecay }),
      ...(dataset ? { dataset } : {}),
    });
  const executable = await loadBatch(device, graphOf, size, options);
  const { program } = executable;
  const { graph } = program;
  const write = async (inputs: Inputs) => {
    for (const [name, data] of Object.entries(inputs)) await executable.write(name, data);
  };
  await write({ ...constants, valid: Int32Array.of(size) });
  const sum = async (name: string) => (await executable.read(name))[0]!;

  return {
    program,
    async update(step, rate) {
      const survival = survivalGates(model, seed, step, survivalDraw);
      await write({ rate: Float32Array.of(rate) });
      for (let part = 0; part < accumulate; part++) {
        await write(batches.fill(step, part));
        // Only a network with dropout has this input.
        if (graph.inputs.has("random")) await write({ random: Int32Array.of(seed, step * accumulate + part) });
        executable.writeGates(gateVector(graph, { ...survival, ...accumulationGates(part, accumulate) }));
        await executable.run();
      }
    },
    // Each part of an update adds the mean loss of its own images.
    async readSums() {
      const [loss, correct] = await Promise.all([sum("metrics.loss"), sum("metrics.correct")]);
      return { loss: loss / accumulate, correct };
    },
    async clearSums() {
      for (const name of ["metrics.loss", "metrics.correct"]) await executable.write(name, Float32Array.of(0));
    },
    read: () => readStates(executable),
    begin: (parameters) => writeStates(executable, startingStates(graph, parameters), { partial: true }),
    write: (states) => writeStates(executable, states),
    dispose: () => executable.dispose(),
  };
}
