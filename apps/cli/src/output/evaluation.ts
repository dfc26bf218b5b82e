// An evaluation for people: one line, a row for each class, and what was taken for what.
import type { Evaluation } from "@unravel/train";
import { bar, count, percent } from "./format.ts";
import { table } from "./table.ts";

/** The counts of an evaluation without its tables, for answers. */
export const totals = ({
  images,
  wrong,
  error,
  loss,
}: Evaluation): Pick<Evaluation, "images" | "wrong" | "error" | "loss"> => ({
  images,
  wrong,
  error,
  loss,
});

/** "8.52% wrong (426 of 5,000), loss 0.3481". */
export function evaluationLine({ error, wrong, images, loss, top5 }: Evaluation): string {
  const five = top5 ? `; not among the best five: ${percent(top5.error)}` : "";
  return `${percent(error)} wrong (${count(wrong)} of ${count(images)}), loss ${loss.toFixed(4)}${five}`;
}

const barWidth = 30;

/** A row for each class: images, wrong ones, error. */
export function classTable({ perClass }: Evaluation): string {
  const worst = Math.max(1, ...perClass.map(({ error }) => error));
  return table(
    [
      { heading: "class" },
      { heading: "images", align: "right" },
      { heading: "wrong", align: "right" },
      { heading: "error", align: "right" },
      { heading: "" },
    ],
    perClass.map(({ name, images, wrong, error }) => [
      name,
      count(images),
      count(wrong),
      percent(error),
      bar(error / worst, barWidth),
    ]),
  );
}

/** More classes than this make a matrix that no terminal is wide enough for. */
const mostColumns = 20;

/** How many of the most frequent confusions stand in for a matrix that is too wide. */
const mostPairs = 30;

/** What was taken for what: the whole matrix (rows: label, columns: guess), or with many classes its largest entries. */
export function confusionTable(evaluation: Evaluation): string {
  return evaluation.perClass.length <= mostColumns ? matrix(evaluation) : pairs(evaluation);
}

function matrix({ perClass, confusion }: Evaluation): string {
  const columns = perClass.map((_, index) => ({ heading: String(index), align: "right" as const }));
  const rows = confusion.map((guesses, label) => [
    label,
    perClass[label]!.name,
    ...guesses.map((images) => (images === 0 ? "·" : images)),
  ]);
  return table([{ heading: "", align: "right" }, { heading: "label \\ guess" }, ...columns], rows);
}

function pairs({ perClass, confusion }: Evaluation): string {
  const wrong = confusion
    .flatMap((guesses, label) => guesses.map((images, guess) => ({ label, guess, images })))
    .filter(({ label, guess, images }) => label !== guess && images > 0)
    .sort((a, b) => b.images - a.images)
    .slice(0, mostPairs);
  return table(
    [{ heading: "label" }, { heading: "taken for" }, { heading: "images", align: "right" }],
    wrong.map(({ label, guess, images }) => [perClass[label]!.name, perClass[guess]!.name, count(images)]),
  );
}
