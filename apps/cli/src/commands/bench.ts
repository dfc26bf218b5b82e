// unravel bench: how fast a network trains or classifies here, and how near that is to what the processor can do.
import { loadavg } from "node:os";
import type { Model, ModelOptions } from "@unravel/models";
import { launchKinds } from "../bench/launch-kinds.ts";
import { type Measurement, measure } from "../bench/measure.ts";
import { spreadOf } from "../bench/statistics.ts";
import { benchText, type Result } from "../bench/text.ts";
import { measureTuning, type TuningFile, tuningText } from "../bench/tuning.ts";
import { loadWorkload, type Mode, modes } from "../bench/workload.ts";
import { type AddCommand, type Call, defineCommand, integerWithin } from "../command.ts";
import { requireDevice, withDevice } from "../devices.ts";
import { type ExitCode, exitCodes, UsageError } from "../failures.ts";
import { type DeviceFlags, withDeviceFlags } from "../inputs/device-flags.ts";
import { chooseModel } from "../inputs/model.ts";
import { modelOptionsOf, withModelFlags } from "../inputs/model-flags.ts";
import { inputPaths } from "../inputs/named.ts";
import { interruption } from "../interruption.ts";
import { oneOf } from "../names.ts";
import { requireWritable, save } from "../output/save.ts";
import { machine } from "./machine.ts";

type Options = ModelOptions &
  DeviceFlags & {
    readonly model: string;
    readonly mode: string;
    readonly batch: number;
    readonly runs: number;
    readonly profile?: boolean;
    readonly tune?: string;
  };

async function run(call: Call<Options>): Promise<ExitCode> {
  const { tune } = call.options;
  if (tune === undefined) return measureSpeed(call);
  return tuneTo(tune, call);
}

/** Writes a tuning of the webgpu device to `file`. */
async function tuneTo(file: string, { options, report }: Call<Options>): Promise<ExitCode> {
  const { device = "webgpu", batch, runs } = options;
  if (device !== "webgpu") {
    throw new UsageError(`Only webgpu has tiles to tune, not ${device}: leave out --device, or --tune.`);
  }
  if (options.tuned !== undefined) throw new UsageError("--tune measures every tile: leave out --tuned, or --tune.");
  const signal = interruption(report.notice, "stopping");
  const mode = oneOf("mode", options.mode, Object.keys(modes) as Mode[]);
  const model = await chooseModel(options.model, modelOptionsOf(options));
  await requireWritable([file], inputPaths(options));
  const onVariant = (done: number, total: number) =>
    report.progress({ done, total, text: `tiles ${done} of ${total}`, data: { done, total } });
  const tuning = await measureTuning({ model, mode, batch, runs, signal, onVariant });
  const about = { model: model.name, mode, batch, date: new Date().toISOString(), machine: await machine() };
  const written: TuningFile = { ...tuning, ...about };
  await save(file, `${JSON.stringify(written, null, 2)}\n`);
  report.answer({ ...written, file, notices: report.notices }, () => tuningText(tuning, file));
  return exitCodes.ok;
}

async function measureSpeed({ options, report, commandLine }: Call<Options>): Promise<ExitCode> {
  requireDevice(options);
  const signal = interruption(report.notice, "stopping");
  const { batch, runs } = options;
  const mode = oneOf("mode", options.mode, Object.keys(modes) as Mode[]);
  const model = await chooseModel(options.model, modelOptionsOf(options));
  const date = new Date().toISOString();
  await withDevice(options, report, async (device) => {
    const workload = await loadWorkload(model, mode, batch, device);
    const { program } = workload.executable;
    const profiled = options.profile ?? false;
    const onRun = (done: number, speed?: number) => {
      const text = speed === undefined ? "warming up" : `run ${done} of ${runs}  ${Math.round(speed)} images/s`;
      report.progress({ done, total: runs, text, data: { done, total: runs, imagesPerSecond: speed ?? null } });
    };
    const measured = await measure({ workload, device, batch, runs, profiled, signal, onRun });
    const speeds = rates(measured, model, mode);
    const result: Result = {
      ...speeds,
      ...overhead(measured, workload.executable.dispatches),
      peakBytes: program.memory.peak,
      model: model.name,
      mode,
      batch,
      device: device.name,
      threads: device.threads ?? null,
      runs,
      launches: measured.profiles.length > 0 ? launchKinds(program, measured.profiles, speeds.peakGflops) : null,
    };
    const about = { description: device.description, date, load: loadavg()[0]!, command: commandLine };
    const data = { ...result, ...about, machine: await machine(), notices: report.notices };
    report.answer(data, () => benchText(result, device, profiled));
  });
  return exitCodes.ok;
}

const giga = 1e9;

type Rates = Pick<Result, "imagesPerSecond" | "slowest" | "fastest" | "gflops" | "peakGflops" | "fractionOfPeak">;

/** Speeds in images, and in operations of a direct convolution, whatever the device really computes. */
function rates({ speeds, peaks }: Measurement, model: Model, mode: Mode): Rates {
  const { median, least, most } = spreadOf(speeds);
  const gflops = (2 * modes[mode].macs(model) * modes[mode].passes * median) / giga;
  // What else the machine does can only lower a peak.
  const peakGflops = peaks.length > 0 ? Math.max(...peaks) / giga : null;
  return {
    imagesPerSecond: median,
    slowest: least,
    fastest: most,
    gflops,
    peakGflops,
    fractionOfPeak: peakGflops === null ? null : gflops / peakGflops,
  };
}

/** What a submission costs the host, on devices where a run is one. */
function overhead(
  { calls }: Measurement,
  dispatches: number | undefined,
): Pick<Result, "dispatches" | "microsecondsPerDispatch"> {
  if (dispatches === undefined) return { dispatches: null, microsecondsPerDispatch: null };
  return { dispatches, microsecondsPerDispatch: (1000 * spreadOf(calls).median) / dispatches };
}

export const bench: AddCommand = defineCommand<Options>({
  name: "bench",
  summary: "measure how fast a network trains or classifies here",
  examples: [
    ["unravel bench", "training of resnet20 on the best device"],
    ["unravel bench --model resnet50 --mode inference --batch 1 --threads 2", "one image at a time, on two threads"],
    ["unravel bench --model resnet110 --profile", "where the time of a training step goes"],
    ["unravel bench --device webgpu --profile", "a GPU by its own clock, kernel by kernel"],
    ["unravel bench --device tfjs-wasm --batch 8 --runs 3 --json", "another device, as JSON"],
  ],
  configure: (command) =>
    withModelFlags(
      withDeviceFlags(
        command
          .option("--model <name>", "a name of the zoo (unravel list models), or a model's .json file", "resnet20")
          .option("--mode <name>", `what to measure: ${Object.keys(modes).join(", ")}`, "train")
          .option("--batch <n>", "images that run together", integerWithin(1, 65_536), 128)
          .option("--runs <n>", "runs of half a second, at least one step each", integerWithin(1, 1000), 5)
          .option("--profile", "the time of each kind of launch")
          .option("--tune <file>", "find the fastest tiles of this GPU's convolutions, and write them to a .json file"),
      ),
    ),
  run,
});
