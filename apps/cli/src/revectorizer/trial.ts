// A process of its own: how long a training step takes in it, and which weights some of them leave.
import { createHash } from "node:crypto";
import { type Executable, plan } from "@unravel/core";
import { fillNormal, randomStream } from "@unravel/core/random";
import { createWasmDevice } from "@unravel/core/wasm";
import { buildModel, initialise, trainingGraph, writeStates } from "@unravel/models";

/** What it prints: the fastest step in milliseconds of processor time, and the hash of the weights. */
export type Trial = { readonly milliseconds: number; readonly weights: string };

const batch = 16;
const model = buildModel("resnet8");
const parameters = initialise(model, 0);

/** Steps until the engine has compiled the kernels for good, and steps that are timed. */
const [warm, timed] = [16, 12];

async function fill(step: Executable): Promise<void> {
  await writeStates(step, parameters, { partial: true });
  const images = new Float32Array(batch * 32 * 32 * 3);
  fillNormal(randomStream(0, "test"), 0, images);
  await step.write("images", images);
  await step.write(
    "labels",
    Int32Array.from({ length: batch }, (_, image) => image % 10),
  );
  await step.write("valid", Int32Array.of(batch));
  await step.write("rate", Float32Array.of(0.05));
}

// One thread, whose processor time tells more than a clock does where other programs run too.
const device = await createWasmDevice({ threads: 1 });
const graph = trainingGraph(model, { batch, momentum: 0.9, weightDecay: 1e-4 });
const step = await device.load(plan(graph, device.capabilities));
await fill(step);
let fastest = Number.POSITIVE_INFINITY;
for (let run = 0; run < warm + timed; run++) {
  const start = process.cpuUsage();
  await step.run();
  const { user, system } = process.cpuUsage(start);
  if (run >= warm) fastest = Math.min(fastest, (user + system) / 1000);
}
const hash = createHash("sha256");
for (const name of Object.keys(parameters)) hash.update(await step.read(name));
await device.dispose();
console.log(JSON.stringify({ milliseconds: fastest, weights: hash.digest("hex") } satisfies Trial));
