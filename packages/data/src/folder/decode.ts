// An image file's bytes → pixels, red, green and blue.
import { BrokenImageError } from "../image-set.ts";
import { reasonOf } from "../reason.ts";
import { jpeg } from "./jpeg.ts";
import { png } from "./png.ts";

/** What is known before decoding. `orientation` is EXIF's, 1 (upright) to 8. */
export type ImageHeader = { readonly width: number; readonly height: number; readonly orientation: number };

/** A kind of image file. `header` and `decode` throw plain errors that say what is wrong with "it". */
export type ImageFormat = {
  readonly is: (bytes: Uint8Array) => boolean;
  readonly header: (bytes: Uint8Array) => ImageHeader;
  /** Width x height x 3 bytes, not yet upright. */
  readonly decode: (bytes: Uint8Array<ArrayBuffer>, pixelLimit: number) => Promise<Uint8Array>;
};

/** Height x width x 3, 0 to 255. */
export type Pixels = { readonly width: number; readonly height: number; readonly data: Uint8Array };

const formats: readonly ImageFormat[] = [jpeg, png];

export type DecodeOptions = {
  /** Images of more pixels are refused before they are decoded; default: 64 million. */
  readonly pixelLimit?: number;
  /** Whether to turn an image as its EXIF data say (default). torchvision's data sets do not. */
  readonly upright?: boolean;
};

const defaultPixelLimit = 64e6;

/** EXIF's eight orientations: is the image transposed, then mirrored left to right, then upside down? */
const orientations: readonly (readonly [transposed: boolean, mirrored: boolean, flipped: boolean])[] = [
  [false, false, false],
  [false, true, false],
  [false, true, true],
  [false, false, true],
  [true, false, false],
  [true, true, false],
  [true, true, true],
  [true, false, true],
];

function turnUpright(data: Uint8Array, { width, height, orientation }: ImageHeader): Pixels {
  const [transposed, mirrored, flipped] = orientations[orientation - 1]!;
  if (orientation === 1) return { width, height, data };
  const [outWidth, outHeight] = transposed ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < outHeight; y += 1) {
    for (let x = 0; x < outWidth; x += 1) {
      const turnedX = mirrored ? outWidth - 1 - x : x;
      const turnedY = flipped ? outHeight - 1 - y : y;
      const from = 3 * (transposed ? turnedX * width + turnedY : turnedY * width + turnedX);
      const to = 3 * (y * outWidth + x);
      out[to] = data[from]!;
      out[to + 1] = data[from + 1]!;
      out[to + 2] = data[from + 2]!;
    }
  }
  return { width: outWidth, height: outHeight, data: out };
}

/**
 * Decodes a JPEG (grey, colour or CMYK) or PNG file, told apart by their content.
 * Throws BrokenImageError for other files, broken ones, and ones with more than `pixelLimit` pixels.
 */
export async function decodeImage(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  { pixelLimit = defaultPixelLimit, upright = true }: DecodeOptions = {},
): Promise<Pixels> {
  const format = formats.find(({ is }) => is(bytes));
  if (!format)
    throw new BrokenImageError(
      `${name} is not an image that can be read: expected the bytes of a JPEG or a PNG file. Replace or remove the file.`,
    );
  try {
    const header = format.header(bytes);
    const { width, height } = header;
    if (width === 0 || height === 0) throw new Error("it has no pixels");
    if (width * height > pixelLimit) {
      throw new Error(
        `it has ${width} x ${height} pixels, and more than ${pixelLimit} are not decoded; make it smaller`,
      );
    }
    const data = await format.decode(bytes, pixelLimit);
    if (data.length !== width * height * 3) throw new Error("its pixels are not as many as its header says");
    return upright ? turnUpright(data, header) : { width, height, data };
  } catch (error) {
    throw new BrokenImageError(`${name} cannot be decoded: ${reasonOf(error)}. Replace or remove the file.`, {
      cause: error,
    });
  }
}
