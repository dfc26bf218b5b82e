// Files that the tests feed to the command.
import { Buffer } from "node:buffer";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import { buildModel, initialise, type ModelOptions, ownMetadata, writeSafetensors } from "@unravel/models";

/** A network that trains in no time, and the flags that name it. */
export const tiny: { readonly name: string; readonly options: ModelOptions; readonly flags: readonly string[] } = {
  name: "resnet8",
  options: { widths: [4, 4, 8] },
  flags: ["--model", "resnet8", "--widths", "4,4,8"],
};

/** Untrained weights of the tiny network, as a safetensors file. */
export const tinyWeights = (): Uint8Array =>
  writeSafetensors(initialise(buildModel(tiny.name, tiny.options), 1), ownMetadata);

/** `count` records in CIFAR-10's binary format: label i mod 10 and pixels that are made up. */
export function cifarRecords(count: number): Buffer {
  const records = Buffer.alloc(count * 3073);
  for (let at = 0; at < records.length; at++) {
    const [image, place] = [Math.floor(at / 3073), at % 3073];
    records[at] = place === 0 ? image % 10 : (image * 37 + place * ((image % 10) + 1)) % 251;
  }
  return records;
}

/** Writes a copy of CIFAR-10 with `count` images in each of its six files; returns its folder. */
export async function makeCifar(folder: string, count: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const name of ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"]) {
    await writeFile(join(folder, `${name}.bin`), cifarRecords(count));
  }
  return folder;
}

/** A pickle's text: its opcode, a length of four bytes, the bytes. */
function pickledText(text: string): Buffer {
  const head = Buffer.from("X\0\0\0\0");
  head.writeUInt32LE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

/** A torch file of the old format whose state dict would, in a reader that runs what it reads, create the file `path`. */
export const pickleWithCode = (path: string): Buffer =>
  Buffer.concat([
    Buffer.from("80028a0a6cfc9c46f9206aa850192e", "hex"), // the format's mark
    Buffer.from("80024de9032e", "hex"), // its version, 1001
    Buffer.from("80027d", "hex"), // {"little_endian": True}
    pickledText("little_endian"),
    Buffer.from("88732e", "hex"),
    Buffer.from("\x80\x02cposix\nsystem\n", "latin1"), // os.system(...)
    pickledText(`touch ${path}`),
    Buffer.from("\x85R.", "latin1"),
  ]);

/** A torch zip file of a few KiB whose pickle unfolds to `megabytes`. */
export function zipBomb(megabytes: number): Buffer {
  const content = Buffer.alloc(megabytes * 2 ** 20);
  const packed = deflateRawSync(content, { level: 9 });
  const name = Buffer.from("archive/data.pkl");
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // version needed
  fields.writeUInt16LE(8, 4); // deflated
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(content.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, packed]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\x05\x06"), end]);
}

/** A chunk of a PNG file: length, type, content, sum. */
function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG file of 8x8 pixels of one colour. */
export const colourPng = (red: number, green: number, blue: number): Buffer =>
  png(8, Array.from({ length: 64 }, () => [red, green, blue]).flat());

/** A PNG file of `side` x `side` pixels, at most 255, three numbers each. */
export function png(side: number, pixels: ArrayLike<number>): Buffer {
  const line = 3 * side;
  const rows = Array.from({ length: side }, (_, y) => [0, ...Array.from(pixels).slice(y * line, (y + 1) * line)]); // 0: no filter
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    pngChunk("IHDR", Buffer.from([0, 0, 0, side, 0, 0, 0, side, 8, 2, 0, 0, 0])), // 8 bits, RGB
    pngChunk("IDAT", deflateSync(Buffer.from(rows.flat()))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}
