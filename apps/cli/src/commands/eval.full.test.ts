// Other people's weights on 5,000 real images: the errors that PyTorch counts, with no flag but the model's name.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pretrained } from "@unravel/models/pretrained";
import { describe, expect } from "vitest";
import { realDataTest, unpackCifar } from "../../../../tests/support/real-data.ts";
import { answer } from "../cli.testing.ts";

const rows = [
  ["resnet20", "resnet20-12fca82f.th", 426],
  ["resnet32", "resnet32-d509ac18.th", 383],
  ["resnet56", "resnet56-4bfd9763.th", 352],
  ["resnet20", "resnet_neo_v1_5e4_20.pth", 396],
  ["plain20", "plainnet_neo_v1_5e4_20.pth", 483],
] as const;

describe.each(["wasm", "tfjs-wasm"])("unravel eval on the first 5,000 test images of CIFAR-10, %s", (device) => {
  for (const [model, file, wrong] of rows) {
    realDataTest(`${file}: ${wrong} wrong`, { timeout: 600_000 }, async ({ realData }) => {
      const cifar = await unpackCifar();
      const flags = ["--model", model, "--weights", join(realData, "weights", file)];
      const found = await answer("eval", ...flags, "--data", "cifar10", "--data-dir", cifar, "--device", device);
      expect(found.images).toBe(5000);
      expect(Math.abs((found.wrong as number) - wrong)).toBeLessThanOrEqual(1);
    });
  }

  realDataTest("our own weights: as many wrong as their card says", { timeout: 600_000 }, async () => {
    const { test } = JSON.parse(await readFile(pretrained["resnet20-cifar10"].card, "utf8"));
    const flags = ["--weights", "resnet20-cifar10", "--data", "cifar10", "--data-dir", await unpackCifar()];
    const found = await answer("eval", ...flags, "--device", device);
    expect(found.images).toBe(test.images);
    expect(Math.abs((found.wrong as number) - test.wrong)).toBeLessThanOrEqual(1);
  });
});
