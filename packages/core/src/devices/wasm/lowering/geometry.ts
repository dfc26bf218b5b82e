// What the forms of a convolution share.

/** A convolution's sizes: x [images,height,width,inputs], y [images,outHeight,outWidth,outputs]; top and left are its padding. */
export type Geometry = {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outputs: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly top: number;
  readonly left: number;
};

/** How to read a filter: the address of its first tap, and the bytes from one kernel row, kernel column, input and output to the next. */
export type Filter = {
  readonly address: number;
  readonly rowStep: number;
  readonly columnStep: number;
  readonly inputStep: number;
  readonly outputStep: number;
};

const mostChunks = 16;
const mostBytes = 2 ** 25;

/**
 * In how many chunks the sums of a filter's gradient are split, where one takes `bytes` and there are `units` to share: a function of the
 * shape only. Large filters get few, for every chunk has sums of its own.
 */
export const filterChunks = (units: number, bytes: number): number =>
  Math.min(units, mostChunks, Math.max(2, Math.floor(mostBytes / bytes)));
