// Figures from files.
import * as v from "valibot";
import type { Figure } from "./figure.ts";

const number = v.pipe(v.number(), v.finite());
/** The characters that XML 1.0 allows: with another, a drawing is no SVG that a browser opens. */
const xmlText = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const text = v.pipe(
  v.string(),
  v.maxLength(1000),
  v.regex(xmlText, ({ input }) => `expected text without control characters, got ${JSON.stringify(input)}`),
);
const optional = v.exactOptional(number);
const axis = v.strictObject({ title: text, scale: v.picklist(["linear", "log", "category"]) });

/** The schema of a figure (valibot). */
export const figureSchema: v.GenericSchema<unknown, Figure> = v.strictObject({
  format: v.literal(1),
  name: v.pipe(text, v.regex(/^[\w-]+$/)),
  title: text,
  subtitle: text,
  x: axis,
  y: axis,
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

/** The figure that `json` (parsed JSON) is. Throws an Error naming the path to its first fault. */
export function parseFigure(json: unknown): Figure {
  const { success, output, issues } = v.safeParse(figureSchema, json, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  throw new Error(
    `Figure: ${v.getDotPath(issue) ?? "the whole"}: ${issue.message}. Write it anew with the command that made it.`,
  );
}
