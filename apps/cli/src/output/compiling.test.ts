import { afterEach, expect, test, vi } from "vitest";
import { showCompiling } from "./compiling.ts";
import type { Progress } from "./displays.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("a compilation is shown once it takes longer than a moment, and its end is not", () => {
  vi.useFakeTimers();
  const shown: Progress[] = [];
  const compiling = showCompiling({ progress: (state) => void shown.push(state) });
  for (let program = 0; program < 2; program++) {
    for (let done = 1; done <= 4; done++) {
      compiling(done, 4);
      vi.advanceTimersByTime(300);
    }
  }
  expect(shown.map(({ text }) => text)).toEqual(Array(2).fill("compiling kernels, 3 of 4"));
});
