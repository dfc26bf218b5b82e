// How fast the web page trains in Chromium on one device and on another, in turns: see README.md.
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "@playwright/test";
import { preview } from "vite";
import { spreadOf } from "../apps/cli/src/bench/statistics.ts";
import { launchOptions } from "../tests/support/chromium.ts";
import { wholeNumber } from "./contest/flags.ts";

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "wasm,tfjs-wasm" },
    model: { type: "string", default: "resnet8" },
    batch: { type: "string", default: "32" },
    rounds: { type: "string", default: "5" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  process.stdout.write(`Usage: npx node --conditions=@unravel/source bench/page.ts [options], after npm run build

  --devices <list>  devices of the page; the first is compared with the others (default: wasm,tfjs-wasm)
  --model <name>    a network of the page (default: resnet8)
  --batch <n>       images of a step (default: 32)
  --rounds <n>      five or more for a figure to quote (default: 5)
`);
  process.exit();
}
const rounds = wholeNumber("rounds", values.rounds);
const devices = values.devices.split(",");

/** The first steps make the engine optimise. */
const warmUpSeconds = 4;
const timedSeconds = 4;

const stepsMade = async (page: Page): Promise<number> =>
  Number(await page.getByRole("progressbar").getAttribute("value"));

/** Opens the page, trains, and gives the images of a second. */
async function timeTraining(browser: Browser, address: string, device: string): Promise<number> {
  const page = await browser.newPage();
  try {
    const settings = {
      device,
      model: values.model,
      batch: values.batch,
      steps: "100000",
      tested: "50",
      language: "en",
    };
    await page.goto(`${address}?${new URLSearchParams(settings)}`);
    await page.getByRole("button", { name: "Start training", exact: true }).click({ timeout: 60_000 });
    await page.locator('[data-testid="status"][data-status="training"]').waitFor({ timeout: 60_000 });
    const got = await page.getByTestId("device").textContent();
    if (got !== device) throw new Error(`The page trains on ${got}, not on ${device}.`);
    await page.waitForTimeout(1000 * warmUpSeconds);
    const [start, before] = [performance.now(), await stepsMade(page)];
    await page.waitForTimeout(1000 * timedSeconds);
    const [end, after] = [performance.now(), await stepsMade(page)];
    return (1000 * (after - before) * Number(values.batch)) / (end - start);
  } finally {
    await page.close({ runBeforeUnload: false });
  }
}

const server = await preview({
  root: join(import.meta.dirname, "../apps/web"),
  logLevel: "error",
  preview: { host: "127.0.0.1", port: 0 },
});
const browser = await chromium.launch(launchOptions());
const speeds = new Map<string, number[]>(devices.map((device) => [device, []]));
for (let round = 1; round <= rounds; round++) {
  for (const device of devices) {
    const speed = await timeTraining(browser, server.resolvedUrls!.local[0]!, device);
    speeds.get(device)!.push(speed);
    console.error(`round ${round} of ${values.rounds}, ${device}: ${speed.toFixed(1)} images/s`);
  }
}
console.log(
  `${values.model}, batches of ${values.batch}, in Chromium ${browser.version()}; load ${loadavg()[0]!.toFixed(1)} at the end`,
);
const first = speeds.get(devices[0]!)!;
for (const [device, rates] of speeds) {
  const { median, least, most } = spreadOf(rates);
  const ratio = spreadOf(first.map((rate, round) => rate / rates[round]!)).median;
  console.log(
    `${device}: ${median.toFixed(1)} images/s (${least.toFixed(1)} to ${most.toFixed(1)}); ${devices[0]} is ${ratio.toFixed(2)} x`,
  );
}
await browser.close();
await server.close();
