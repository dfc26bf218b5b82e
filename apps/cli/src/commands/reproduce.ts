// unravel reproduce: the published tables trained anew, at the size that a machine can carry.
import { rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type PaperTable,
  type PlannedRun,
  paperTables,
  planRefusal,
  planTable,
  type ReproduceOptions,
  reproduce,
  reproductionOf,
  type ScaleName,
  scales,
  type Workshop,
} from "@unravel/analysis";
import { openStore } from "@unravel/core/store";
import { type AddCommand, type Call, commaList, defineCommand, integerWithin, invocation } from "../command.ts";
import { requireDevice, withDevices } from "../devices.ts";
import { type ExitCode, exitCodes, UsageError } from "../failures.ts";
import { chooseSource, loadHalves } from "../inputs/data.ts";
import { type DeviceFlags, withDeviceFlags } from "../inputs/device-flags.ts";
import { inputPaths } from "../inputs/named.ts";
import { interruption } from "../interruption.ts";
import { oneOf } from "../names.ts";
import { shortPath } from "../output/format.ts";
import type { Report } from "../output/report.ts";
import { showRuns } from "../output/runs.ts";
import { requireOutside } from "../output/save.ts";
import { startClock } from "../output/speed.ts";
import { answerStudy, requireOutputs, type StudyFlags, withStudyFlags } from "../output/study.ts";
import { listTables } from "../output/tables.ts";
import { version } from "../version.ts";

type Options = DeviceFlags &
  StudyFlags & {
    readonly scale: string;
    readonly seeds: number;
    readonly rows?: readonly string[];
    readonly dataDir?: string;
    readonly out: string;
    readonly resume?: boolean;
    readonly keepRuns?: boolean;
  };

const scaleNames = Object.keys(scales) as ScaleName[];

function planOrRefuse(...plan: Parameters<typeof planTable>): ReturnType<typeof planTable> {
  try {
    return planTable(...plan);
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message, { cause: error }) : error;
  }
}

/** The runs that the flags ask for. Throws a UsageError where the table has none of them, they cannot be trained, or a flag means nothing to them. */
function choosePlan(chosen: PaperTable, scale: ScaleName, { seeds, rows, dataDir }: Options): readonly PlannedRun[] {
  const runs = planOrRefuse(chosen, scale, { seeds, rows });
  const refusal = runs.map(planRefusal).find((reason) => reason !== undefined);
  if (refusal !== undefined) throw new UsageError(refusal);
  if (dataDir !== undefined && runs.every(({ images }) => images.synthetic)) {
    throw new UsageError(`--data-dir means nothing at scale ${scale}, whose images are made here: leave it out.`);
  }
  return runs;
}

const workshopIn = (folder: string): Workshop => ({
  open: (name) => openStore(join(folder, name)),
  async discard(name) {
    await rm(join(folder, name), { recursive: true, force: true });
    await rmdir(folder).catch(() => {}); // other runs are in it
  },
});

/** The images of a run: its data set's, from the user's own copy where there is one. */
const loader =
  ({ dataDir }: Options, report: Report, signal: AbortSignal): ReproduceOptions["data"] =>
  async ({ images: { dataset, side } }) => {
    const flags = { data: dataset, ...(dataDir === undefined ? {} : { dataDir }) };
    return loadHalves({ ...(await chooseSource(flags, [side, side])), report, signal });
  };

function chooseTable(id: string): PaperTable {
  const known = oneOf(
    "table",
    id,
    paperTables.map((each) => each.id),
  );
  return paperTables.find((each) => each.id === known)!;
}

async function reproduceTable(call: Call<Options>, chosen: PaperTable): Promise<ExitCode> {
  const { options, report, commandLine } = call;
  const scale = oneOf("scale", options.scale, scaleNames);
  requireDevice(options);
  const runs = choosePlan(chosen, scale, options);
  const inputs = inputPaths(options);
  const folder = join(options.out, `${chosen.id}-${scale}`);
  const { svg, png, md } = options;
  await requireOutside(
    [svg, png, md].flatMap((path) => path ?? []),
    folder,
  );
  await requireOutputs(options, inputs);
  const next = invocation(...process.argv.slice(2), ...(options.resume ? [] : ["--resume"]));
  const signal = interruption(report.notice, "saving a checkpoint");
  return withDevices(options, report, async (devices) => {
    const time = startClock();
    const { records, finished } = await reproduce({
      runs,
      store: openStore(folder),
      workshop: workshopIn(join(folder, "runs")),
      devices,
      data: loader(options, report, signal),
      resume: options.resume ?? false,
      keepRuns: options.keepRuns ?? false,
      origin: { date: new Date().toISOString().slice(0, 10), command: commandLine, version },
      signal,
      ...showRuns(report),
    });
    if (finished) return answerStudy(call, reproductionOf(chosen, scale, records, commandLine), time.seconds(), inputs);
    const message = `Stopped after ${records.length} of ${runs.length} runs; what is done is kept in ${shortPath(folder)}.`;
    const answer = { finished, message, runs: runs.length, done: records.length, out: folder, resume: next };
    report.answer(answer, () => [message, `Go on with: ${next}`].join("\n"));
    return exitCodes.interrupted;
  });
}

async function run(call: Call<Options>): Promise<ExitCode> {
  const [id] = call.operands;
  if (id !== undefined) return reproduceTable(call, chooseTable(id));
  listTables(call.report);
  return exitCodes.ok;
}

export const reproduceCommand: AddCommand = defineCommand<Options>({
  name: "reproduce",
  summary: "train the rows of a published table and show published and measured figures side by side",
  examples: [
    ["unravel reproduce", "the tables, the scales to train them at, and about how long that takes"],
    ["unravel reproduce T6", "a few steps of small networks on synthetic images, as a trial"],
    [
      "unravel reproduce T2 --scale tiny --seeds 3 --data-dir ~/cifar --md t2.md --svg t2.svg",
      "the shortcuts of He et al. 2016b on networks that a CPU carries",
    ],
    [
      "unravel reproduce T2 --scale tiny --seeds 3 --data-dir ~/cifar --resume",
      "the same, going on where it was stopped",
    ],
    ["unravel reproduce T3 --scale full --seeds 5 --rows 110-original,110-full", "two rows as published"],
  ],
  configure: (command) =>
    withStudyFlags(withDeviceFlags(command.argument("[table]", "a table's name (default: list them)")))
      .option("--scale <name>", `how much of it: ${scaleNames.join(", ")}`, "smoke")
      .option("--seeds <n>", "runs of each row, with the seeds from 0", integerWithin(1, 1000), 1)
      .option("--rows <list>", "only these rows", commaList)
      .option("--data-dir <path>", "your own copy of the data set (default: downloaded once and kept)")
      .option("--out <folder>", "where the results are kept, one small file a run", "reproduced")
      .option("--resume", "go on with what is there: finished runs stay, an interrupted one continues")
      .option("--keep-runs", "keep the directories of finished runs, with their weights"),
  run,
});
