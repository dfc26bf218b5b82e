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

/** Whether `low` and `high` are in order, as far as both are there: the other way round they would be drawn as if they were. */
const ordered = (low: number | undefined, high: number | undefined): boolean =>
  low === undefined || high === undefined || low <= high;

const point = v.pipe(
  v.strictObject({ x: v.union([number, text]), y: number, low: optional, high: optional }),
  v.check(
    ({ low, high }) => ordered(low, high),
    ({ input: { low, high } }) => `expected an interval whose low is at most its high, got low ${low} and high ${high}`,
  ),
);
const reference = v.pipe(
  v.strictObject({ axis: v.picklist(["x", "y"]), from: number, to: optional, label: text }),
  v.check(
    ({ from, to }) => ordered(from, to),
    ({ input: { from, to } }) => `expected a range whose from is at most its to, got from ${from} and to ${to}`,
  ),
);

/** The first name that two have. */
const sharedName = (named: readonly { readonly name: string }[]): string | undefined =>
  named.find(({ name }, index) => named.findIndex((other) => other.name === name) < index)?.name;

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
        points: v.pipe(v.array(point), v.maxLength(100_000)),
      }),
    ),
    v.minLength(1, "expected at least one series, got none"),
    v.maxLength(100),
    v.check(
      (series) => sharedName(series) === undefined,
      ({ input }) =>
        `two series are called ${JSON.stringify(sharedName(input))}: expected a name of its own for each, by which colours and legend tell them apart`,
    ),
  ),
  references: v.pipe(v.array(reference), v.maxLength(100)),
});

/** The first name among the points' x, which only a category axis has places for. */
const firstName = ({ series }: Pick<Figure, "series">): string | undefined =>
  series.flatMap(({ points }) => points.flatMap(({ x }) => (typeof x === "string" ? [x] : [])))[0];

/** What a reference needs of its axis, which has no place for it otherwise, by the axis' scale. */
const places: Readonly<Record<Axis["scale"], { readonly has: (from: number) => boolean; readonly expected: string }>> =
  {
    linear: { has: () => true, expected: "any number" },
    log: { has: (from) => from > 0, expected: "a number above 0" },
    category: { has: () => false, expected: "none, for such an axis has names and no numbers" },
  };

/** What is wrong with the first reference that its axis has no place for. */
function misplaced(figure: Pick<Figure, "x" | "y" | "references">): string | undefined {
  const lost = figure.references.find(({ axis, from }) => !places[figure[axis].scale].has(from));
  if (!lost) return undefined;
  const { scale } = figure[lost.axis];
  return `a reference is at ${lost.from} on the ${lost.axis} axis, whose scale is "${scale}": expected ${places[scale].expected}`;
}

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
  v.forward(
    v.check(
      (figure) => misplaced(figure) === undefined,
      ({ input }) => misplaced(input)!,
    ),
    ["references"],
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
