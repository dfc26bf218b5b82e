import "../../../../tests/support/software-gpu.ts";
import { describe, expect, test } from "vitest";
import { answer, unravel } from "../cli.testing.ts";

const small = ["bench", "--model", "resnet8", "--batch", "8", "--runs", "2"];

describe("unravel bench", () => {
  test.each([
    ["train", 3, ["sgd", "conv2dFilterGradient"]],
    ["inference", 1, ["conv2d"]],
  ] as const)("%s: speeds, their share of the peak, and where the time goes", async (mode, passes, ops) => {
    const flags = ["--mode", mode, "--device", "wasm", "--threads", "2", "--profile"];
    const found = await answer(...small, ...flags);
    expect(found).toMatchObject({ model: "resnet8", mode, batch: 8, device: "wasm", threads: 2, runs: 2 });
    expect(found.command).toContain(flags.join(" "));
    expect(Date.parse(found.date as string)).not.toBeNaN();

    const [speed, gflops, peak] = [found.imagesPerSecond, found.gflops, found.peakGflops].map(Number) as number[];
    expect(found.slowest).toBeLessThanOrEqual(speed!);
    expect(found.fastest).toBeGreaterThanOrEqual(speed!);
    const macs = 12_239_488; // unravel show resnet8
    expect(gflops! / speed!).toBeCloseTo((passes * 2 * macs) / 1e9, 6);
    expect(found.fractionOfPeak).toBeCloseTo(gflops! / peak!, 6);
    expect(found.peakBytes).toBeGreaterThan(8 * 3 * 32 * 32 * 4);

    const launches = found.launches as {
      op: string;
      launches: number;
      milliseconds: number;
      gflops: number | null;
      fractionOfPeak: number | null;
    }[];
    for (const op of ops) expect(launches.map((kind) => kind.op)).toContain(op);
    const times = launches.map(({ milliseconds }) => milliseconds);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    const counted = launches.filter(({ gflops }) => gflops !== null);
    const operations = counted.reduce((sum, kind) => sum + kind.gflops! * kind.milliseconds * 1e6, 0);
    // The first convolution needs no gradient of its images.
    const first = 2 * 432 * 32 * 32;
    expect(operations / 8).toBeCloseTo(2 * macs * passes - (passes > 1 ? first * 1 : 0), -3);
    for (const kind of counted) expect(kind.fractionOfPeak).toBeCloseTo(kind.gflops! / peak!, 6);
  });

  test("stochastic depth: a training step computes the survivors alone, and they alone are counted", async () => {
    const flags = ["--survival", "1/3", "--survival-rule", "uniform", "--device", "wasm", "--threads", "1"];
    const { imagesPerSecond, gflops } = await answer(...small, ...flags);
    const [macs, inBranches] = [12_239_488, 11_796_480]; // without its branches the network costs 443,008
    const expected = 3 * 2 * (macs - (2 / 3) * inBranches);
    expect(Number(gflops) / Number(imagesPerSecond)).toBeCloseTo(expected / 1e9, 6);
  });

  test("a GPU: its kernels by its own clock, and the host's JavaScript", async ({ skip }) => {
    const { devices: states } = await answer("devices", "webgpu");
    const [gpu] = states as { usable: string; detail: string; features?: { timestamps: boolean } }[];
    skip(gpu!.usable === "no", gpu!.detail);
    const tiny = [
      "bench",
      "--model",
      "resnet8",
      "--input",
      "3,8,8",
      "--batch",
      "2",
      "--runs",
      "1",
      "--device",
      "webgpu",
    ];
    const found = await answer(...tiny, "--profile");
    expect(found.dispatches).toBeGreaterThan(50);
    expect(found.microsecondsPerDispatch).toBeGreaterThan(0);
    const launches = found.launches as { kernel: string; milliseconds: number }[] | null;
    if (gpu!.features?.timestamps) expect(launches!.map(({ kernel }) => kernel)).toContain("conv2dFilterGradient");
    else expect(launches).toBeNull();
  });

  test("--tune is for a GPU", async () => {
    const { code, stderr } = await unravel(...small, "--device", "wasm", "--tune", "never-written.json");
    expect(code).toBe(2);
    expect(stderr).toContain("Only webgpu has tiles to tune, not wasm: leave out --device, or --tune.");
  });

  test("--tune takes no tuning", async () => {
    const { code, stderr } = await unravel(...small, "--tune", "never-written.json", "--tuned", "never-read.json");
    expect(code).toBe(2);
    expect(stderr).toContain("--tune measures every tile: leave out --tuned, or --tune.");
  });

  test("--tune looks at its file before it measures", async () => {
    const { code, stderr } = await unravel(...small, "--tune", "/dev/null/tuning.json");
    expect(code).not.toBe(0);
    expect(stderr).toContain("/dev/null");
    expect(stderr).not.toContain("tiles 1 of");
  });

  test("a device that cannot tell says so", async () => {
    const { code, stdout, stderr } = await unravel(...small, "--device", "tfjs-wasm", "--profile");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^training of resnet8 in batches of 8 on tfjs-wasm/);
    expect(stdout).toMatch(/^[\d.,]+ images\/s \([\d.,]+ to [\d.,]+; median of 2 runs\)$/m);
    expect(stdout).toContain("tfjs-wasm cannot measure its peak");
    expect(stdout).toContain("tfjs-wasm cannot tell the times of its launches");
    expect(stderr).toMatch(/warming up[\s\S]*run 2 of 2/);
    expect(await answer(...small, "--device", "tfjs-wasm", "--profile")).toMatchObject({
      peakGflops: null,
      fractionOfPeak: null,
      threads: null,
      launches: null,
    });
  });

  test("images of one channel, a network with dropout", async () => {
    const flags = ["--input", "1,28,28", "--shortcut", "dropout", "--device", "wasm", "--threads", "1"];
    expect(await answer(...small, ...flags)).toMatchObject({ threads: 1 });
  });

  test("a batch that does not fit names the memory", async () => {
    const { code, stdout, stderr } = await unravel("bench", "--batch", "60000", "--device", "wasm");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/needs [\d.]+ GiB, .*the device has [\d.]+ GiB: use a smaller batch/);
  });
});
