// What the commands of this folder have in common: arguments, files for the peers, and how results are shown.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { toJson } from "@unravel/blocks";
import { buildModel } from "@unravel/models";
import { table } from "../../apps/cli/src/output/table.ts";
import { contest, type Outcome } from "./contest.ts";
import { wholeNumber } from "./flags.ts";
import type { Entry } from "./process.ts";
import type { Task } from "./serve.ts";

/** A network of the zoo in batches of a size. */
export type Case = { readonly model: string; readonly batch: number };

/** The script in this folder that was started. */
const script = `bench/${basename(process.argv[1] ?? "")}`;

const help = `Usage: npx node --conditions=@unravel/source ${script} [options]

  --model <name>   a network of the zoo, with --batch <n> (default: the cases of README.md)
  --peers <list>   of them those with these names: wasm,pytorch (default: all)
  --threads <n>    of every peer that has threads (default: 2, at most one a processor)
  --runs <n>       rounds, five or more for a figure to quote (default: 5)
  --json           print one JSON object
`;

function parse() {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      batch: { type: "string", default: "128" },
      peers: { type: "string" },
      threads: { type: "string", default: String(Math.min(2, availableParallelism())) },
      runs: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit();
  }
  const whole = (name: "batch" | "threads" | "runs"): number => wholeNumber(name, values[name]);
  const numbers = { batch: whole("batch"), threads: whole("threads"), runs: whole("runs") };
  return { ...values, ...numbers };
}

/** The first entry, which the others are compared with, and those that `list` ("a,b") names; all where it is left out. Throws for a name that none has. */
function chosen(entries: readonly Entry[], list: string | undefined): readonly Entry[] {
  if (list === undefined) return entries;
  const names = entries.map(({ name }) => name);
  const wanted = list.split(",");
  const unknown = wanted.find((name) => !names.includes(name));
  if (unknown === undefined) return entries.filter(({ name }, index) => index === 0 || wanted.includes(name));
  throw new Error(`There is no peer "${unknown}" here: name some of ${names.join(", ")}.`);
}

async function runCase(
  { model: name, batch }: Case,
  mode: Task["mode"],
  entries: readonly Entry[],
  { threads, runs }: { readonly threads: number; readonly runs: number },
): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), "unravel-bench-"));
  try {
    const task: Task = { model: join(folder, "model.json"), mode, batch, threads };
    await writeFile(task.model, toJson(buildModel(name)));
    return await contest(entries, task, runs, (line) => void process.stderr.write(`${name}, ${line}\n`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function show({ model }: Case, mode: string, { standings, absent, runs, load }: Outcome): string {
  const columns = [
    { heading: "" },
    { heading: "batch", align: "right" },
    { heading: "images/s", align: "right" },
    { heading: "range", align: "right" },
    { heading: "ours is", align: "right" },
    { heading: "what" },
  ] as const;
  const rows = standings.map(({ name, batch, about, imagesPerSecond: { median, least, most }, ratio }) => [
    name,
    batch,
    median.toFixed(1),
    `${least.toFixed(1)} to ${most.toFixed(1)}`,
    `${ratio.toPrecision(3)} x`,
    about,
  ]);
  return [
    `${mode} of ${model}: median of ${runs} alternate runs; load ${load.toFixed(1)} at the end`,
    table(columns, rows),
    ...absent.map(({ name, reason }) => `skipped: ${name}: ${reason}`),
    "",
  ].join("\n");
}

async function run(mode: Task["mode"], cases: readonly Case[], entries: readonly Entry[]): Promise<void> {
  const { model, batch, json, peers, threads, runs } = parse();
  const taking = chosen(entries, peers);
  const date = new Date().toISOString();
  const results = [];
  for (const one of model === undefined ? cases : [{ model, batch }]) {
    const outcome = await runCase(one, mode, taking, { threads, runs });
    results.push({ ...one, ...outcome });
    if (!json) process.stdout.write(`${show(one, mode, outcome)}\n`);
  }
  const machine = { processor: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node };
  const command = [script, ...process.argv.slice(2)].join(" ");
  if (json) process.stdout.write(`${JSON.stringify({ mode, threads, date, machine, command, results }, null, 2)}\n`);
}

/** Runs `entries` on the cases, or on the one that the command line names, and prints the results, or why there are none. */
export async function main(...contests: Parameters<typeof run>): Promise<void> {
  try {
    await run(...contests);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
