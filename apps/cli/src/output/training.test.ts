import { expect, test } from "vitest";
import type { Progress } from "./displays.ts";
import { showTraining } from "./training.ts";

test("evaluations are progress until their result is there", () => {
  const shown: Progress[] = [];
  const report = {
    notices: [],
    notice: () => {},
    milestone: () => {},
    progress: (state: Progress) => void shown.push(state),
    answer: () => {},
    close: () => {},
  };
  const { onEvaluation } = showTraining(report);
  onEvaluation({ part: "validation", done: 1280, total: 5000 });
  onEvaluation({ part: "validation", done: 5000, total: 5000 });
  onEvaluation({ part: "test", done: 128, total: 10_000 });
  expect(shown.map(({ text }) => text)).toEqual(["validating, 1,280 of 5,000 images", "testing, 128 of 10,000 images"]);
  expect(shown[1]).toMatchObject({ done: 128, total: 10_000, data: { part: "test", done: 128, total: 10_000 } });
});
