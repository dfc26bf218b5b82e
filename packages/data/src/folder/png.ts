// PNG files: what the header says, and their pixels by fast-png.
import { convertIndexedToRgb, type DecodedPng, decode } from "fast-png";
import { chunks } from "../streams.ts";
import type { ImageFormat, ImageHeader } from "./decode.ts";

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The chunks that pixels are made of. The others can be bombs of their own (compressed profiles and texts). */
const wanted = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"];
const latin1 = new TextDecoder("latin1");

type Chunk = { readonly type: string; readonly data: Uint8Array<ArrayBuffer>; readonly whole: Uint8Array<ArrayBuffer> };

/** The chunks of the file that are wanted. Each is a length, a type, the data and a check sum. */
function readChunks(bytes: Uint8Array<ArrayBuffer>): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Chunk[] = [];
  for (let at = signature.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) throw new Error("it is cut off");
    const type = latin1.decode(bytes.subarray(at + 4, at + 8));
    if (wanted.includes(type)) {
      found.push({ type, data: bytes.subarray(at + 8, end - 4), whole: bytes.subarray(at, end) });
    }
    if (type === "IEND") return found;
    at = end;
  }
  throw new Error("it is cut off");
}

/** Stops what would inflate to more than its header says before it is inflated into memory. */
async function requireHonestData(parts: readonly Chunk[], limit: number): Promise<void> {
  const packed = new Blob(parts.filter(({ type }) => type === "IDAT").map(({ data }) => data));
  let size = 0;
  for await (const chunk of chunks(packed.stream().pipeThrough(new DecompressionStream("deflate")))) {
    size += chunk.length;
    if (size > limit) throw new Error("it inflates to more than its header says");
  }
}

/** Samples of 1, 2 or 4 bits come packed into bytes, as indices into a palette do: unpack greys like those. */
function unpack(image: DecodedPng): { samples: ArrayLike<number>; channels: number } {
  if (image.palette) return { samples: convertIndexedToRgb(image), channels: image.palette[0]?.length ?? 3 };
  if (image.depth >= 8) return { samples: image.data, channels: image.channels };
  const levels = 2 ** image.depth;
  const palette = Array.from({ length: levels }, (_, level) => {
    const grey = Math.round((level * 255) / (levels - 1));
    return [grey, grey, grey];
  });
  return { samples: convertIndexedToRgb({ ...image, palette }), channels: 3 };
}

/** Red, green and blue of every pixel; transparency is ignored, as torchvision's loaders do. */
function toRgb(image: DecodedPng): Uint8Array {
  const { samples, channels } = unpack(image);
  const shift = image.depth === 16 ? 8 : 0;
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
  const pixels = new Uint8Array(image.width * image.height * 3);
  for (let pixel = 0; pixel * 3 < pixels.length; pixel += 1) {
    pixels[pixel * 3] = samples[pixel * channels]! >> shift;
    pixels[pixel * 3 + 1] = samples[pixel * channels + green]! >> shift;
    pixels[pixel * 3 + 2] = samples[pixel * channels + blue]! >> shift;
  }
  return pixels;
}

function readHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || latin1.decode(bytes.subarray(12, 16)) !== "IHDR") throw new Error("it has no header");
  return { width: view.getUint32(16), height: view.getUint32(20), orientation: 1 };
}

export const png: ImageFormat = {
  is: (bytes) => signature.every((value, at) => bytes[at] === value),
  header: readHeader,
  async decode(bytes) {
    const parts = readChunks(bytes);
    const { width, height } = readHeader(bytes);
    // At most 4 samples of 2 bytes a pixel, a byte before each row, and the rows of 7 smaller images if interlaced.
    await requireHonestData(parts, height * (width * 8 + 16) + 64);
    return toRgb(decode(await new Blob([bytes.subarray(0, 8), ...parts.map(({ whole }) => whole)]).arrayBuffer()));
  },
};
