// A program on the GPU: memory, pipelines and bind groups made once; a run is one command buffer and one submission.
import { DeviceError, MemoryError } from "../../errors.ts";
import { formatBytes } from "../../plan/arena.ts";
import type { Program } from "../../plan/program.ts";
import type { Executable } from "../device.ts";
import { checkedGates, gateVector } from "../gates.ts";
import { readable, writable } from "../names.ts";
import { type Dispatch, encode } from "./encode.ts";
import { createHostValues, hostLayout, placesOf } from "./host-values.ts";
import { checkKernels, checkSizes } from "./limits.ts";
import { lowerProgram } from "./lower-program.ts";
import type { Target } from "./lowering/lowering.ts";
import { clearPlace, createMemory, destroyMemory, fillMemory, type Memory, readValue, writeValue } from "./memory.ts";
import { type CompileProgress, createDispatches } from "./pipelines.ts";
import { profile, timestamps } from "./profile.ts";
import { scoped, type Watch } from "./report.ts";

/** What an executable runs on. */
export type Host = {
  readonly device: GPUDevice;
  readonly watch: Watch;
  readonly target: Target;
  /** What fresh memory holds. */
  readonly fill: number;
  readonly progress: CompileProgress | undefined;
};

/** How many runs may wait for the GPU: enough that it never waits for the host, few enough that the host is told soon of a loss. */
const mostAhead = 2;

/** Loads `program`. Throws a MemoryError where its memory cannot be had, a DeviceError where the GPU refuses a kernel. */
export async function createExecutable(program: Program, host: Host): Promise<Executable> {
  const { device, watch, fill } = host;
  const { graph } = program;
  watch.check();
  const { memory, dispatches } = await make(program, host);
  const placeOf = placesOf(program);
  if (fill !== 0) {
    fillMemory(device, memory, fill);
    const residents = [...graph.inputs.values(), ...[...graph.states.values()].map(({ initial }) => initial)];
    for (const value of residents) clearPlace(device, memory, placeOf(value));
  }

  let loaded: Memory | undefined = memory;
  const inUse = (): Memory => {
    if (!loaded) throw new DeviceError("This program was disposed of: load it again.");
    watch.check();
    return loaded;
  };
  let gates = gateVector(graph);
  const hostValues = createHostValues(device, memory.buffers.get("host")!, hostLayout(graph));
  hostValues.writeGates(gates);
  const ahead: Promise<unknown>[] = [];

  return {
    program,
    dispatches: dispatches.length,
    async write(name, data) {
      const value = writable(graph, name, data);
      const place = placeOf(value);
      if (place.buffer === "host") {
        inUse();
        return hostValues.write(place, value, data);
      }
      const turns = inUse().staging.turns();
      if (turns) await turns;
      writeValue(device, inUse(), value, place, data);
    },
    writeGates(values) {
      inUse();
      gates = new Float32Array(checkedGates(graph, values));
      hostValues.writeGates(gates);
    },
    async run() {
      // Only a read that waits for its turn is waited for: the submission is otherwise made by this call itself.
      const turns = inUse().staging.turns();
      if (turns) await turns;
      inUse(); // still
      hostValues.flush();
      device.queue.submit([encode(device, dispatches, gates)]);
      ahead.push(device.queue.onSubmittedWorkDone().catch(() => {}));
      if (ahead.length > mostAhead) await ahead.shift();
      watch.check();
    },
    async read(name) {
      const value = readable(graph, name);
      const from = inUse();
      try {
        return await readValue(device, from, value, placeOf(value));
      } catch (cause) {
        watch.check();
        throw new DeviceError(`"${name}" could not be read: ${cause instanceof Error ? cause.message : cause}.`, {
          cause,
        });
      }
    },
    ...(device.features.has(timestamps)
      ? {
          async profile() {
            const turns = inUse().staging.turns();
            if (turns) await turns;
            inUse(); // still
            hostValues.flush();
            return profile(device, dispatches, gates);
          },
        }
      : {}),
    dispose() {
      if (loaded) destroyMemory(loaded);
      loaded = undefined;
    },
  };
}

/** All that a program needs on the GPU. */
async function make(
  program: Program,
  { device, target, progress }: Host,
): Promise<{ readonly memory: Memory; readonly dispatches: readonly Dispatch[] }> {
  const { kernels, workspace } = lowerProgram(program, target);
  checkSizes(program, workspace, device.limits);
  checkKernels(kernels, device.limits);
  const { result: memory, ...reports } = await scoped(device, () => createMemory(device, program, workspace));
  try {
    if (reports.memory) throw outOfMemory(program, reports.memory);
    if (reports.refusal) throw new DeviceError(`The GPU refused the program's memory: ${reports.refusal}`);
    const made = await scoped(device, () => Promise.allSettled([createDispatches(device, kernels, memory, progress)]));
    const [outcome] = await made.result;
    if (outcome.status === "rejected") throw outcome.reason; // it names the kernel, the scope does not
    if (made.refusal) throw new DeviceError(`The GPU refused the program's kernels: ${made.refusal}`);
    return { memory, dispatches: outcome.value };
  } catch (error) {
    destroyMemory(memory);
    throw error;
  }
}

const outOfMemory = ({ memory }: Program, message: string): MemoryError =>
  new MemoryError(
    `The GPU has no ${formatBytes(memory.peak)} left for this program: use a smaller batch or a smaller network, or give less memory to plan with, so that values are computed twice. ${message}`,
  );
