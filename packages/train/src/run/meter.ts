// How fast training goes, measured when the device's sums are read: only then its work is known to be done.

/** Weight of the newest measurement in the speed that is told. */
const weight = 0.3;

export type Meter = {
  /** After a reading of the device, `images` images since the start. */
  mark(images: number): void;
  /** After a pause (an evaluation, a checkpoint), which is not to be counted. */
  restart(images: number): void;
  /** Undefined before the first two marks. */
  imagesPerSecond(): number | undefined;
};

/** A meter that reads the clock `now` (milliseconds). */
export function createMeter(now: () => number = () => performance.now()): Meter {
  let speed: number | undefined;
  let last: { readonly time: number; readonly images: number } | undefined;
  const restart = (images: number) => {
    last = { time: now(), images };
  };
  return {
    restart,
    mark(images) {
      const seconds = last ? (now() - last.time) / 1000 : 0;
      if (last && images > last.images && seconds > 0) {
        const latest = (images - last.images) / seconds;
        speed = speed === undefined ? latest : speed + weight * (latest - speed);
      }
      restart(images);
    },
    imagesPerSecond: () => speed,
  };
}
