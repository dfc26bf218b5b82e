/// <reference types="node" />
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { encode as encodePng, type ImageData } from "fast-png";
import { encode as encodeJpeg } from "jpeg-js";
import { describe, expect, test } from "vitest";
import { realDataTest } from "../../../../tests/support/real-data.ts";
import { decodeImage, type Pixels } from "./decode.ts";

const load = async (...path: string[]) => new Uint8Array(await readFile(join(...path)));
const mean = ({ data }: Pixels) =>
  [0, 1, 2].map((channel) => data.reduce((sum, x, at) => (at % 3 === channel ? sum + x : sum), 0) / (data.length / 3));
const at = ({ data, width }: Pixels, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x + 1) * 3),
];
const largest = (numbers: number[]) => Math.max(...numbers.map(Math.abs));

/** A JPEG of 16 x 8 pixels, white in its first 8 x 8 and black in the other, with an EXIF orientation if one is given. */
function jpegOf(orientation?: number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from({ length: 16 * 8 * 4 }, (_, i) => (i % 4 === 3 || (i >> 2) % 16 < 8 ? 255 : 0));
  const file = encodeJpeg({ width: 16, height: 8, data }, 95).data;
  if (orientation === undefined) return Uint8Array.from(file);
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const exif = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff, 0, 0, 0, 0];
  return Uint8Array.from([...file.subarray(0, 2), 0xff, 0xe1, 0, exif.length + 2, ...exif, ...file.subarray(2)]);
}

const pngOf = (image: ImageData) => Uint8Array.from(encodePng(image));

/** A PNG file of the given chunks, with no check sums: they are not what is tested. */
function rawPng(width: number, height: number, depth: number, colour: number, chunks: [string, Uint8Array][]) {
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, depth);
  header.setUint8(9, colour);
  const all: [string, Uint8Array][] = [["IHDR", new Uint8Array(header.buffer)], ...chunks, ["IEND", new Uint8Array()]];
  const body = all.flatMap(([type, data]) => {
    const length = [24, 16, 8, 0].map((shift) => (data.length >> shift) & 255);
    return [...length, ...[...type].map((letter) => letter.charCodeAt(0)), ...data, 0, 0, 0, 0];
  });
  return Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...body]);
}

describe("JPEG", () => {
  test("every EXIF orientation is turned upright; others are ignored", async () => {
    const whiteCorner: Record<number, [number, number]> = {
      1: [0, 0],
      2: [15, 0],
      3: [15, 7],
      4: [0, 7],
      5: [0, 0],
      6: [7, 0],
      7: [7, 15],
      8: [0, 15],
      0: [0, 0],
      9: [0, 0],
    };
    for (const [orientation, [x, y]] of Object.entries(whiteCorner)) {
      const image = await decodeImage(jpegOf(Number(orientation)), "x.jpg");
      const turned = Number(orientation) >= 5 && Number(orientation) <= 8;
      expect([image.width, image.height]).toEqual(turned ? [8, 16] : [16, 8]);
      expect(at(image, x, y)[0]).toBeGreaterThan(250);
      expect(at(image, image.width - 1 - x, image.height - 1 - y)[0]).toBeLessThan(5);
    }
  });

  realDataTest(
    "50 photographs have the size and the mean colour that another decoder gives them",
    async ({ realData }) => {
      const folder = join(realData, "imagenet-sample");
      const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
      for (const { file, width, height, exifOrientation, decodedMeanRGB } of manifest) {
        const image = await decodeImage(await load(folder, file), file);
        const turned = exifOrientation >= 5;
        expect([file, image.width, image.height]).toEqual([file, ...(turned ? [height, width] : [width, height])]);
        expect(largest(mean(image).map((x, channel) => x - decodedMeanRGB[channel]))).toBeLessThan(1);
      }
    },
  );

  realDataTest("CMYK, progressive, restart markers, 36 million pixels", async ({ realData }) => {
    const folder = join(realData, "jpeg-edge-cases");
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    for (const { file, width, height, orientation } of manifest) {
      const image = await decodeImage(await load(folder, file), file);
      expect([file, image.width, image.height]).toEqual([
        file,
        ...(orientation >= 5 ? [height, width] : [width, height]),
      ]);
    }
    const meanOf = async (file: string) => mean(await decodeImage(await load(folder, file), file));
    const far = (a: number[], b: number[]) => largest(a.map((x, channel) => x - b[channel]!));
    expect(far(await meanOf("skater.jpg"), await meanOf("skater-progressive.jpg"))).toBeLessThan(0.5);
    // What Pillow makes of the same files.
    expect(far(await meanOf("cmyktest.jpg"), [76.67, 141.56, 212.28])).toBeLessThan(1);
    expect(far(await meanOf("tree-cmyk.jpg"), [158.74, 161.79, 84.0])).toBeLessThan(1);
  });
});

describe("PNG", () => {
  const width = 5;
  const height = 3;
  const ramp = (channels: number, depth = 8) => {
    const length = width * height * channels;
    const values = { length, map: (_: unknown, i: number) => (i * 16) % 256 };
    const data =
      depth === 16 ? Uint16Array.from(values, (_, i) => ((i * 16) % 256) * 257) : Uint8Array.from(values, values.map);
    return { width, height, data, depth: depth as 8 | 16, channels };
  };

  test.each([
    ["grey", ramp(1), [64, 64, 64]],
    ["grey with transparency", ramp(2), [128, 128, 128]],
    ["colour", ramp(3), [192, 208, 224]],
    ["colour with transparency", ramp(4), [0, 16, 32]],
    ["grey of 16 bits", ramp(1, 16), [64, 64, 64]],
    ["colour of 16 bits", ramp(3, 16), [192, 208, 224]],
  ])("%s", async (_, image, fifth) => {
    const pixels = await decodeImage(pngOf(image), "x.png");
    expect([pixels.width, pixels.height, pixels.data.length]).toEqual([width, height, width * height * 3]);
    expect(at(pixels, 4, 0)).toEqual(fifth);
  });

  test("palettes and greys of few bits", async () => {
    const rows = Uint8Array.of(0, 0b00_01_10_11, 0, 0b11_10_01_00);
    const data = Uint8Array.from(deflateSync(rows));
    const palette = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const indexed = await decodeImage(
      rawPng(4, 2, 2, 3, [
        ["PLTE", palette],
        ["IDAT", data],
      ]),
      "x.png",
    );
    expect([at(indexed, 1, 0), at(indexed, 0, 1)]).toEqual([
      [4, 5, 6],
      [10, 11, 12],
    ]);
    const grey = await decodeImage(rawPng(4, 2, 2, 0, [["IDAT", data]]), "x.png");
    expect([at(grey, 1, 0), at(grey, 0, 1)]).toEqual([
      [85, 85, 85],
      [255, 255, 255],
    ]);
  });
});

describe("hostile and broken files", () => {
  const bomb = Uint8Array.from(deflateSync(new Uint8Array(50_000_000)));
  const profile = Uint8Array.of(65, 0, 0, ...bomb);
  const row = Uint8Array.from(deflateSync(Uint8Array.of(0, 9, 8, 7)));
  test.each([
    ["another kind of file", new TextEncoder().encode("GIF89a"), "expected the bytes of a JPEG or a PNG file"],
    ["an empty file", new Uint8Array(), "expected the bytes of a JPEG or a PNG file"],
    ["a JPEG cut off in its header", jpegOf().slice(0, 100), "it has no frame header"],
    ["a JPEG cut off in its data", jpegOf().slice(0, -30), "cannot be decoded"],
    [
      "a PNG cut off",
      pngOf({ width: 1, height: 1, data: new Uint8Array(3), channels: 3 }).slice(0, 50),
      "it is cut off",
    ],
    [
      "a PNG of too many pixels",
      rawPng(100_000, 100_000, 8, 2, []),
      "it has 100000 x 100000 pixels, and more than 64000000",
    ],
    ["a PNG of none", rawPng(0, 9, 8, 2, []), "it has no pixels"],
    ["a PNG whose data is a bomb", rawPng(1, 1, 8, 2, [["IDAT", bomb]]), "it inflates to more than its header says"],
    ["a PNG with too little data", rawPng(9, 9, 8, 2, [["IDAT", row]]), "cannot be decoded"],
    ["a PNG whose data end early", rawPng(9, 9, 8, 2, [["IDAT", row.slice(0, 5)]]), "decoded: unexpected end of file."],
  ])("%s", async (_, bytes, message) => {
    await expect(decodeImage(bytes, "a/b.png")).rejects.toThrow(message);
    await expect(decodeImage(bytes, "a/b.png")).rejects.toThrow(/^a\/b\.png /);
  });

  test("a bomb where no pixels are is passed over", async () => {
    const file = rawPng(1, 1, 8, 2, [
      ["iCCP", profile],
      ["zTXt", profile],
      ["IDAT", row],
    ]);
    expect(at(await decodeImage(file, "x.png"), 0, 0)).toEqual([9, 8, 7]);
  });
});
