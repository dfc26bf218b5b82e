// What a launch costs in JavaScript, in this Node and in Chromium, on our device and on TensorFlow.js': see README.md.
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { rolldown } from "rolldown";
import "../tests/support/software-gpu.ts";
import { table } from "../apps/cli/src/output/table.ts";
import { isolation, launchOptions, servePage, softwareAdapter } from "../tests/support/chromium.ts";
import { wholeNumber } from "./contest/flags.ts";
import { type LaunchCost, measureLaunches } from "./launches/program.ts";

const help = `Usage: npx node --conditions=@unravel/source bench/launches.ts [options]

  --model <name>    a network of the zoo (default: resnet20)
  --launches <n>    at least so many of each device (default: 10000)
  --json            print one JSON object
`;

const { values } = parseArgs({
  options: {
    model: { type: "string", default: "resnet20" },
    launches: { type: "string", default: "10000" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit();
}
const launches = wholeNumber("launches", values.launches);

/** The same in an isolated page, whose clock is fine enough. */
async function inChromium(): Promise<{ readonly engine: string; readonly costs: readonly LaunchCost[] }> {
  const folder = await mkdtemp(join(tmpdir(), "unravel-launches-"));
  const built = await rolldown({
    input: join(import.meta.dirname, "launches/program.ts"),
    platform: "browser",
    resolve: { conditionNames: ["@unravel/source", "browser", "import", "default"] },
  });
  await built.write({ dir: folder, format: "esm" });
  await built.close();
  const page = await servePage(folder, isolation);
  const browser = await chromium.launch(launchOptions(softwareAdapter));
  try {
    const tab = await browser.newPage();
    await tab.goto(page.url);
    const call = `measureLaunches(${JSON.stringify(values.model)}, ${launches})`;
    const costs = await tab.evaluate<readonly LaunchCost[]>(`import("/program.js").then((it) => it.${call})`);
    return { engine: `Chromium ${browser.version()}`, costs };
  } finally {
    await browser.close();
    page.close();
    await rm(folder, { recursive: true });
  }
}

const results = [
  { engine: `Node ${process.versions.node}`, costs: await measureLaunches(values.model, launches) },
  await inChromium(),
];
const date = new Date().toISOString();
if (values.json) {
  process.stdout.write(`${JSON.stringify({ model: values.model, date, load: loadavg()[0], results }, null, 2)}\n`);
} else {
  const columns = [
    { heading: "" },
    { heading: "µs a launch", align: "right" },
    { heading: "range", align: "right" },
    { heading: "launches a step", align: "right" },
    { heading: "steps", align: "right" },
    { heading: "ours is", align: "right" },
    { heading: "device" },
  ] as const;
  const rows = results.flatMap(({ engine, costs }) =>
    costs.map(({ device, dispatches, steps, median, least, most }) => [
      engine,
      median.toFixed(2),
      `${least.toFixed(2)} to ${most.toFixed(2)}`,
      String(dispatches),
      String(steps),
      `${(median / costs[0]!.median).toFixed(1)} x less`,
      device,
    ]),
  );
  const title = `JavaScript of a launch, training ${values.model}; load ${loadavg()[0]!.toFixed(1)} at the end`;
  process.stdout.write(`${title}\n${table(columns, rows)}\n`);
}
process.exit(); // TensorFlow.js keeps its GPU
