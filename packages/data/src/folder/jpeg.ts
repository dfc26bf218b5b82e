// JPEG files: what the header says, and their pixels by jpeg-js.
import { decode } from "jpeg-js";
import type { ImageFormat, ImageHeader } from "./decode.ts";

const startOfImage = 0xffd8;
/** Markers C0 to CF start a frame, except three that define tables. */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const exifSegment = 0xe1;
const startOfScan = 0xda;
/** "Exif" */
const exifName = 0x45786966;
const orientationTag = 0x0112;

/** The orientation in an EXIF segment: 1 to 8, or undefined where there is none or it is no such number. */
function readOrientation(segment: DataView): number | undefined {
  // Other data, such as XMP, come in this kind of segment too.
  if (segment.byteLength < 14 || segment.getUint32(0) !== exifName) return undefined;
  const little = segment.getUint16(6) === 0x4949; // "II": Intel's byte order, else "MM", Motorola's
  const directory = 6 + segment.getUint32(10, little);
  if (directory + 2 > segment.byteLength) return undefined;
  const entries = segment.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > segment.byteLength) return undefined;
    if (segment.getUint16(at, little) !== orientationTag) continue;
    const value = segment.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function readHeader(bytes: Uint8Array): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let orientation = 1;
  let at = 2;
  while (at + 9 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // any number of fill bytes may stand before a marker
      continue;
    }
    const length = view.getUint16(at + 2);
    const end = at + 2 + length;
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), orientation };
    if (marker === startOfScan || end > view.byteLength) break;
    if (marker === exifSegment) {
      const segment = new DataView(view.buffer, view.byteOffset + at + 4, length - 2);
      orientation = readOrientation(segment) ?? orientation;
    }
    at = end;
  }
  throw new Error("it has no frame header");
}

export const jpeg: ImageFormat = {
  is: (bytes) => bytes.length > 2 && bytes[0]! * 256 + bytes[1]! === startOfImage,
  header: readHeader,
  async decode(bytes, pixelLimit) {
    // About 22 bytes a pixel are used while decoding (coefficients, samples, colours).
    const limits = { maxResolutionInMP: pixelLimit / 1e6, maxMemoryUsageInMB: Math.ceil(pixelLimit / 2 ** 20) * 24 };
    return decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false, ...limits }).data;
  },
};
