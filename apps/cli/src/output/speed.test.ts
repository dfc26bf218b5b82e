import { expect, test, vi } from "vitest";
import { speedText, startClock } from "./speed.ts";
import { studyProgress } from "./study.ts";

test("no speed, and no time left, before anything is done", () => {
  const time = startClock();
  expect(time.speed(0, 100)).toBeUndefined();
  const speed = time.speed(50, 100)!;
  expect(Number.isFinite(speed.imagesPerSecond) && Number.isFinite(speed.secondsLeft)).toBe(true);
  expect(speedText({ imagesPerSecond: 812, secondsLeft: 83 })).toBe("812 images/s  1:23 left");
});

test("a study that has just begun tells neither", () => {
  const progress = vi.fn();
  const report = { notices: [], notice() {}, milestone() {}, progress, answer() {}, close() {} };
  studyProgress(report, "passes")({ measured: 0, total: 2, done: 0, images: 64 });
  const data = { what: "passes", measured: 0, total: 2, done: 0, images: 64 };
  expect(progress).toHaveBeenCalledWith({ done: 0, total: 64, text: "passes 1/2", data });
});
