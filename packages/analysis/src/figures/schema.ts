// Figures from files.
import * as v from "valibot";
import type { Axis, Figure } from "./figure.ts";

/** Room is left up to the largest number: what drawing adds at the ends, and the distance between them, must be finite too. */
const furthest = 1e300;
const number = v.pipe(
  v.number(),
  v.check(
    (value) => Math.abs(value) <= furthest,
    ({ input }) => `expected a number from ${-furthest} to ${furthest}, which can be drawn, got ${input}`,
  ),
);
/** The characters that XML 1.0 allows: with another, a drawing is no SVG that a browser opens. */
const xmlText = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const text = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.regex(xmlText, ({ input }) => `expected text without control characters, got ${JSON.stringify(input)}`),
);
const optional = v.exactOptional(number);
const axis = <const Scale extends Axis["scale"]>(...scales: readonly Scale[]) =>
  v.strictObject({ title: text, scale: v.picklist(scales) });

const fields = v.strictObject({
  format: v.literal(1),
  name: v.pipe(text, v.regex(/^[\w-]+$/)),
  title: text,
  subtitle: text,
  x: axis("linear", "log", "category"),
  y: axis("linear", "log"),
  series: v.pipe(
    v.array(
      v.strictObject({
        name: text,
        mark: v.picklist(["line", "points", "bars"]),
        points: v.pipe(
          v.array(v.strictObject({ x: v.union([number, text]), y: number, low: optional, high: optional })),
          v.maxLength(100_000),
        ),
      }),
    ),
    v.maxLength(100),
  ),
  references: v.pipe(
    v.array(v.strictObject({ axis: v.picklist(["x", "y"]), from: number, to: optional, label: text })),
    v.maxLength(100),
  ),
});

/** The first name among the points' x, which only a category axis has places for. */
const firstName = ({ series }: Pick<Figure, "series">): string | undefined =>
  series.flatMap(({ points }) => points.flatMap(({ x }) => (typeof x === "string" ? [x] : [])))[0];

/** The schema of a figure (valibot). */
export const figureSchema: v.GenericSchema<unknown, Figure> = v.pipe(
  fields,
  v.forward(
    v.check(
      (figure) => figure.x.scale === "category" || firstName(figure) === undefined,
      ({ input }) =>
        `a point has x ${JSON.stringify(firstName(input))}: expected a number on a ${input.x.scale} axis, or the x.scale "category"`,
    ),
    ["series"],
  ),
);

/** The figure that `json` (parsed JSON) is. Throws an Error naming the path to its first fault. */
export function parseFigure(json: unknown): Figure {
  const { success, output, issues } = v.safeParse(figureSchema, json, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  throw new Error(
    `Figure: ${v.getDotPath(issue) ?? "the whole"}: ${issue.message}. Write it anew with the command that made it.`,
  );
}
