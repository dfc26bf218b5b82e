import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, start, temporaryFolder, unravel } from "../cli.testing.ts";
import { makeCifar, tiny, tinyWeights } from "../files.testing.ts";

const folder = await temporaryFolder();
const cifar = await makeCifar(join(folder, "cifar"), 40);
const small = ["--data", "cifar10", "--data-dir", cifar, "--validation", "0", "--batch-size", "8"];
const onWasm = ["train", ...tiny.flags, ...small, "--device", "tfjs-wasm"];

const bytesOf = (...path: string[]) => readFile(join(folder, ...path));

describe.concurrent("unravel train", () => {
  test("learns the synthetic images; what it leaves can be tested without naming the network", async () => {
    const out = join(folder, "synthetic");
    const flags = "--model resnet8 --widths 8,8,16 --data synthetic --recipe demo --steps 120 --batch-size 16";
    const trained = await answer("train", ...flags.split(" "), "--device", "tfjs-wasm", "--out", out);
    expect(trained).toMatchObject({ finished: true, step: 120, out, resume: null });
    const metrics = (await bytesOf("synthetic", "metrics.jsonl")).toString().trim().split("\n");
    const losses = metrics.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "window");
    expect(losses.at(-1).loss).toBeLessThan(0.9 * losses[0].loss);

    const weights = trained.weights as string;
    const tested = await answer("eval", "--weights", weights, "--data", "synthetic", "--device", "tfjs-wasm");
    const { error, wrong, images } = trained.test as Record<string, number>;
    expect(tested).toMatchObject({ error, wrong, images, normalisation: { from: "the weights' own training" } });
    expect(error).toBeLessThan(85);
    const changed = await unravel("eval", "--weights", weights, "--order", "preact", "--data", "synthetic");
    expect(changed).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--order can only change networks of the zoo/),
    });
  });

  test("Ctrl-C saves a checkpoint and says how to go on; the resumed run has the bits of an unbroken one", async () => {
    const steps = ["--steps", "150"];
    const unbroken = answer(...onWasm, ...steps, "--out", join(folder, "unbroken"));
    const broken = join(folder, "broken");
    const running = start([...onWasm, ...steps, "--out", broken, "--json"]);
    await running.saying(/"step":/);
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stderr).toContain("Interrupted: saving a checkpoint. Once more ends at once.");
    const stopped = JSON.parse(stdout);
    expect(stopped).toMatchObject({ finished: false, weights: null });
    expect(stopped.step).toBeLessThan(150);
    expect(stopped.resume).toMatch(new RegExp(`unravel train --resume ${broken}$`));

    expect(await answer("train", "--resume", broken)).toMatchObject({ finished: true, step: 150 });
    await unbroken;
    for (const file of ["metrics.jsonl", "weights.safetensors"]) {
      expect(await bytesOf("broken", file)).toEqual(await bytesOf("unbroken", file));
    }
  });

  test("no other process can work on the run meanwhile; a signal that comes twice at once is one", async () => {
    const out = join(folder, "twice");
    const running = start([...onWasm, "--steps", "100000", "--out", out, "--json"]);
    await running.saying(/"step":/);
    const second = await unravel("train", "--resume", out);
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain(`${out} is in use by process`);
    running.child.kill("SIGTERM");
    running.child.kill("SIGINT");
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ finished: false, resume: expect.stringContaining(out) });
  });

  test("a closed terminal saves a checkpoint too", async () => {
    const running = start([...onWasm, "--steps", "100000", "--out", join(folder, "hung-up"), "--json"]);
    await running.saying(/"step":/);
    running.child.kill("SIGHUP");
    const { code, stdout } = await running.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ finished: false, resume: expect.stringContaining("hung-up") });
  });

  test("fine-tuning: other classes, the first stage frozen", async () => {
    const init = join(folder, "tiny.safetensors");
    await writeFile(init, tinyWeights());
    const flags = ["--init", init, "--freeze", "conv1,bn1,layer1", "--classes", "20", "--steps", "5"];
    const refused = await unravel(...onWasm, ...flags, "--out", join(folder, "refused"));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("tells 20 classes apart") });
    const fewer = ["--init", init, "--freeze", "conv1,bn1,layer1", "--steps", "5", "--out", join(folder, "tuned")];
    expect(await answer(...onWasm, ...fewer)).toMatchObject({ finished: true });
  });

  test("plain lines where there is no terminal, JSON lines with --json", async () => {
    const plain = await unravel(...onWasm, "--steps", "5", "--out", join(folder, "plain"));
    expect(plain.code).toBe(0);
    expect(plain.stderr).toMatch(/^100\.00% {2}5\/5 {2}epoch 1 {2}loss \d\.\d{3} {2}error \d+\.\d\d% {2}lr /m);
    expect(plain.stdout).toMatch(/^Finished after 5 steps, test error .*\. Saved in /);
    const json = await start([...onWasm, "--steps", "5", "--out", join(folder, "json"), "--json"]).ended;
    const lines = json.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.some(({ step, loss }) => step === 5 && Number.isFinite(loss))).toBe(true);
  });

  test("flags change the recipe", async () => {
    const flags = "--epochs 1 --lr 0.3 --momentum 0.8 --weight-decay 0.01 --smoothing 0.1 --warmup-epochs 2 --seed 7";
    await answer(...onWasm, ...flags.split(" "), "--out", join(folder, "flags"));
    const { recipe } = JSON.parse((await bytesOf("flags", "config.json")).toString());
    expect(recipe).toMatchObject({
      length: { epochs: 1 },
      batch: 8,
      seed: 7,
      optimiser: { momentum: 0.8, weightDecay: 0.01 },
      schedule: { rate: 0.3, warmUp: { rate: 0.03, until: { epochs: 2 } } },
      labelSmoothing: 0.1,
      validation: 0,
    });
  });

  test("--memory: the same weights in less; what cannot fit names the smallest peak and the flags that help", async () => {
    const flags = ["train", ...tiny.flags, ...small, "--device", "wasm", "--steps", "5", "--batch-size", "32"];
    await answer(...flags, "--out", join(folder, "roomy"));
    const scarce = await answer(...flags, "--memory", "7.3MiB", "--out", join(folder, "scarce"));
    expect(scarce.notices).toContainEqual(expect.stringContaining("the backward pass repeats"));
    expect(await bytesOf("scarce", "weights.safetensors")).toEqual(await bytesOf("roomy", "weights.safetensors"));
    const refused = await unravel(...flags, "--memory", "100KiB", "--out", join(folder, "refused-memory"));
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/This program needs .* the budget leaves it .*--batch-size .*--grad-accum-steps/);
    const unclear = await unravel(...flags, "--memory", "2", "--out", join(folder, "unclear"));
    expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining("512MiB, 2GiB, 1.5GB") });
  });

  test("a run that diverges says so, and keeps the last good checkpoint", async () => {
    const out = join(folder, "diverged");
    const { code, stdout, stderr } = await unravel(...onWasm, "--lr", "1e20", "--steps", "50", "--out", out);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/unravel: The loss is no longer a finite number at step \d+.*lower learning rate/);
    expect(await readdir(out)).not.toContain("weights.safetensors");
    expect(await readdir(join(out, "checkpoints"))).toHaveLength(1);
  });
});
