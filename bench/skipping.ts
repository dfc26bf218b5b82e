// What is left out of a network is not computed: lesions and training steps beside the whole network. See README.md.
import { availableParallelism, cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { deletable, deletion, eachDeletion, type Lesion, studyLesions } from "@unravel/analysis";
import type { Device } from "@unravel/core";
import { createWasmDevice } from "@unravel/core/wasm";
import { syntheticImages } from "@unravel/data";
import { buildModel, initialise, type Model } from "@unravel/models";
import { createEvaluator } from "@unravel/train";
import { spreadOf } from "../apps/cli/src/bench/statistics.ts";
import { loadWorkload } from "../apps/cli/src/bench/workload.ts";
import { table } from "../apps/cli/src/output/table.ts";
import { wholeNumber } from "./contest/flags.ts";

const help = `Usage: npx node --conditions=@unravel/source bench/skipping.ts [options]

  --model <name>    a residual network of the zoo (default: resnet56)
  --images <n>      that are tested under each lesion (default: 1000)
  --batch <n>       of the training steps (default: 64)
  --threads <n>     (default: 2, at most one a processor)
  --runs <n>        rounds, five or more for a figure to quote (default: 5)
  --json            print one JSON object
`;

function parse() {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: "resnet56" },
      images: { type: "string", default: "1000" },
      batch: { type: "string", default: "64" },
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
  const whole = (name: "images" | "batch" | "threads" | "runs"): number => wholeNumber(name, values[name]);
  const numbers = { images: whole("images"), batch: whole("batch"), threads: whole("threads"), runs: whole("runs") };
  return { ...values, ...numbers };
}

/** A way to use the network, and the share of its blocks that it computes. */
type Entry = { readonly name: string; readonly computes: number; readonly run: () => Promise<void> };

/** Seconds of each entry in each round; all entries take turns, and first run once untimed. */
async function takeTurns(entries: readonly Entry[], runs: number): Promise<number[][]> {
  const seconds: number[][] = entries.map(() => []);
  for (const { run } of entries) await run();
  for (let round = 0; round < runs; round++) {
    for (const [index, { name, run }] of entries.entries()) {
      const start = performance.now();
      await run();
      seconds[index]!.push((performance.now() - start) / 1000);
      process.stderr.write(`round ${round + 1} of ${runs}, ${name}\n`);
    }
  }
  return seconds;
}

/** As many evaluations of the whole network as a sweep has deletions, the sweep, and one that deletes all blocks but one. */
async function lesionEntries(model: Model, device: Device, count: number): Promise<Entry[]> {
  const set = syntheticImages({ count, split: "test" });
  const normalisation = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  const subject = { model, parameters: initialise(model, 0), device, set, normalisation };
  const evaluator = await createEvaluator(subject);
  const parts = deletable(model);
  const study = (lesions: readonly Lesion[]) => async () => void (await studyLesions(subject, lesions));
  return [
    {
      name: `${parts.length + 1} evaluations of the whole network`,
      computes: 1,
      async run() {
        for (let k = 0; k <= parts.length; k++) await evaluator.evaluate({ set, normalisation });
      },
    },
    {
      name: `lesion sweep: the whole network, then ${parts.length} deletions`,
      computes: 1 - 1 / (parts.length + 1),
      run: study(eachDeletion(model)),
    },
    {
      name: `the whole network, then each of ${parts.length} blocks alone`,
      computes: 2 / (parts.length + 1),
      run: study(parts.map((left) => deletion(...parts.filter((part) => part !== left)))),
    },
  ];
}

/** Training steps of the network without gates, and of all, half and a quarter of its blocks. */
async function stepEntries(name: string, device: Device, batch: number): Promise<Entry[]> {
  const plain = await loadWorkload(buildModel(name), "train", batch, device);
  const blocks = deletable(buildModel(name)).length;
  const some = async (count: number): Promise<Entry> => {
    // Just below 1: a block that always survives has no gate.
    const survival = Math.min(count / blocks, 1 - 1e-9);
    const { step, settle } = await loadWorkload(
      buildModel(name, { survival, survivalRule: "uniform" }),
      "train",
      batch,
      device,
    );
    return {
      name: `training step on ${count} of ${blocks} blocks`,
      computes: count / blocks,
      async run() {
        await step();
        await settle();
      },
    };
  };
  return [
    {
      name: "training step without gates",
      computes: 1,
      async run() {
        await plain.step();
        await plain.settle();
      },
    },
    ...(await Promise.all([1, 1 / 2, 1 / 4].map((share) => some(Math.round(share * blocks))))),
  ];
}

const { model, images, batch, threads, runs, json } = parse();
const device = await createWasmDevice({ threads });
const results = [];
for (const entries of [
  await lesionEntries(buildModel(model), device, images),
  await stepEntries(model, device, batch),
]) {
  const seconds = await takeTurns(entries, runs);
  for (const [index, { name, computes }] of entries.entries()) {
    // Against the same round's first entry: what else the machine does then weighs on both.
    const ratio = spreadOf(seconds[index]!.map((time, round) => time / seconds[0]![round]!));
    results.push({ name, seconds: spreadOf(seconds[index]!), ratio, computes });
  }
}
await device.dispose();
const about = { model, images, batch, threads, runs, date: new Date().toISOString(), load: loadavg()[0]! };
if (json) {
  const machine = { processor: cpus()[0]?.model, cores: availableParallelism(), node: process.versions.node };
  process.stdout.write(`${JSON.stringify({ ...about, machine, results }, null, 2)}\n`);
} else {
  const columns = [
    { heading: "" },
    { heading: "seconds", align: "right" },
    { heading: "of the whole", align: "right" },
    { heading: "range", align: "right" },
    { heading: "blocks computed", align: "right" },
  ] as const;
  const rows = results.map(({ name, seconds, ratio, computes }) => [
    name,
    seconds.median.toFixed(2),
    ratio.median.toFixed(3),
    `${ratio.least.toFixed(3)} to ${ratio.most.toFixed(3)}`,
    computes.toFixed(3),
  ]);
  const title = `${model}: ${images} images tested, steps of ${batch}; ${threads} threads, median of ${runs} runs, load ${about.load.toFixed(1)} at the end`;
  process.stdout.write(`${title}\n${table(columns, rows)}\n`);
}
