/// <reference types="node" />
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realDataTest } from "../../../../tests/support/real-data.ts";
import { decodeImage, type Pixels } from "./decode.ts";
import { resizeAndCrop } from "./resize.ts";

const load = async (...path: string[]) => new Uint8Array(await readFile(join(...path)));

describe("resizing", () => {
  const gradient: Pixels = {
    width: 40,
    height: 20,
    data: Uint8Array.from({ length: 2400 }, (_, i) => (Math.floor(i / 3) % 40) * 6),
  };

  test("keeps an image of the wanted size as it is", () => {
    const square = { width: 20, height: 20, data: gradient.data.slice(0, 1200) };
    expect(resizeAndCrop(square, 20, 20)).toEqual(square.data);
  });

  test("takes the middle, shrunk without gaps", () => {
    const small = resizeAndCrop(gradient, 10, 10);
    const row = [...small.subarray(0, 30)].filter((_, i) => i % 3 === 0);
    expect(row).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((x) => (x + 5) * 12 + 3));
  });

  test("of extreme shapes stays small", () => {
    const line: Pixels = { width: 20_000, height: 1, data: new Uint8Array(60_000).fill(7) };
    expect(resizeAndCrop(line, 64, 32)).toEqual(new Uint8Array(32 * 32 * 3).fill(7));
  });

  realDataTest("gives what torchvision's Resize(256), CenterCrop(224) gives", async ({ realData }) => {
    const expected = await load(realData, "reference/imagenet_eval_crops_u8.bin");
    const { images } = JSON.parse(await readFile(join(realData, "reference/imagenet_eval_crops_u8.json"), "utf8"));
    const size = 224 * 224 * 3;
    for (const [index, { file }] of images.entries()) {
      const ours = resizeAndCrop(
        await decodeImage(await load(realData, "imagenet-sample", file), file, { upright: false }),
        256,
        224,
      );
      let sum = 0;
      for (let i = 0; i < size; i += 1) sum += Math.abs(ours[i]! - expected[index * size + i]!);
      expect.soft(sum / size, file).toBeLessThan(1);
    }
  });
});
