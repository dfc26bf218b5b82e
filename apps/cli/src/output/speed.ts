// How fast a work goes and when it will be done.
import { clock, count } from "./format.ts";

/** Speed and time left after `done` of `total` images, from the work's beginning on. */
export type Speed = { readonly imagesPerSecond: number; readonly secondsLeft: number };

/** Starts a clock that tells the seconds, and the mean speed, since then; before anything is done there is none. */
export function startClock(): { seconds(): number; speed(done: number, total: number): Speed | undefined } {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  return {
    seconds,
    speed(done, total) {
      if (done === 0) return undefined;
      const imagesPerSecond = done / seconds();
      return { imagesPerSecond, secondsLeft: (total - done) / imagesPerSecond };
    },
  };
}

/** "812 images/s  1:23 left". */
export const speedText = ({ imagesPerSecond, secondsLeft }: Speed): string =>
  `${count(Math.round(imagesPerSecond))} images/s  ${clock(secondsLeft)} left`;
