import { join } from "node:path";
import { expect, test } from "vitest";
import { classTable, confusionTable, evaluationLine } from "./evaluation.ts";
import { bar, clock, flagName, linkTarget, printable, shellWord } from "./format.ts";
import { table } from "./table.ts";

test.each([
  [0, "0:00"],
  [83.4, "1:23"],
  [3599.6, "1:00:00"],
  [90_061, "25:01:01"],
])("%d seconds are %s", (seconds, shown) => expect(clock(seconds)).toBe(shown));

test("bars are exact to an eighth of a character and keep within their width", () => {
  expect([0, 0.3, 0.5, 1, 7].map((share) => bar(share, 4))).toEqual(["", "█▎", "██", "████", "████"]);
});

test("words are quoted for the shell where they need it", () => {
  expect(["runs/a-1", "my file", "it's", "$(rm)"].map(shellWord)).toEqual([
    "runs/a-1",
    "'my file'",
    "'it'\\''s'",
    "'$(rm)'",
  ]);
});

test("names from outside cannot steer the terminal", () => {
  expect(printable("cat\u001b[31m\u202e\n")).toBe("cat·[31m··");
});

test("a path with spaces and parentheses is a link's target", () => {
  expect(linkTarget(join("..", "a b", "p(1) #2.svg"))).toBe("../a%20b/p%281%29%20%232.svg");
});

test("flags are written as the command line has them", () => expect(flagName("batchSize")).toBe("--batch-size"));

test("columns line up by what a terminal shows", () => {
  const text = table(
    [{ heading: "class" }, { heading: "n", align: "right" }],
    [
      ["고양이", 5],
      ["cat", 12],
    ],
  );
  expect(text).toBe("class    n\n고양이   5\ncat     12");
});

const score = (name: string, wrong: number) => ({ name, images: 4, wrong, error: 25 * wrong });
const evaluation = {
  images: 8,
  wrong: 3,
  error: 37.5,
  loss: 1,
  lossDeviation: 0.5,
  perClass: [score("cat", 2), score("dog", 1)],
  confusion: [
    [2, 2],
    [1, 3],
  ],
};

test("an evaluation: line, classes, matrix", () => {
  expect(evaluationLine(evaluation)).toBe("37.50% wrong (3 of 8), loss 1.0000");
  expect(evaluationLine({ ...evaluation, top5: { wrong: 1, error: 12.5 } })).toMatch(
    /; not among the best five: 12\.50%$/,
  );
  expect(classTable(evaluation)).toMatch(/^dog +4 +1 +25\.00% {2}█{15}$/m);
  expect(confusionTable(evaluation).split("\n")).toEqual([
    "   label \\ guess  0  1",
    "0  cat            2  2",
    "1  dog            1  3",
  ]);
});

test("with many classes the most frequent confusions stand in for the matrix", () => {
  const perClass = Array.from({ length: 100 }, (_, index) => score(`class${index}`, 0));
  const confusion = perClass.map((_, label) => perClass.map((_, guess) => (label === 7 && guess === 9 ? 3 : 0)));
  expect(confusionTable({ ...evaluation, perClass, confusion }).split("\n")).toEqual([
    "label   taken for  images",
    "class7  class9          3",
  ]);
});
