// Figure → Vega-Lite specification → SVG. Vega draws without a DOM, in Node and in browsers alike.

import { parse, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import { type Colours, colours as schemes } from "./colours.ts";
import type { Axis, Figure, Mark, Point, Reference, Series } from "./figure.ts";

/** The drawing's inner size in pixels. */
const size = { width: 560, height: 320 } as const;

/** Names that need more room than this, all together, stand upright. */
const mostLetters = 60;

/** Letters of a subtitle's line that fit the figure's width, as Vega estimates them. */
const mostInLine = 66;

/** How a figure is drawn. */
export type SvgOptions = {
  /** The font family of all text. Default "sans-serif". */
  readonly font?: string;
  /** Default: those for light paper. */
  readonly colours?: Colours;
};

type Layer = object;

const isBand = ({ to }: Reference): boolean => to !== undefined;

const marks: Readonly<Record<Mark, (points: readonly Point[]) => object>> = {
  line: () => ({ type: "line", point: true }),
  points: () => ({ type: "circle", opacity: 0.55, size: 28 }),
  bars: (points) => ({ type: "bar", orient: "vertical", width: barWidth(points) }),
};

/** Bars side by side with a gap, on a category axis as well as over whole numbers. */
function barWidth(points: readonly Point[]): number {
  const numbers = points.flatMap(({ x }) => (typeof x === "number" ? [x] : []));
  const places = numbers.length > 0 ? Math.max(...numbers) - Math.min(...numbers) + 1 : points.length;
  return Math.max(1, (0.7 * size.width) / Math.max(1, places));
}

/** An axis for `values`, all that are shown along it; `zero`: from 0 on. */
function channel({ title, scale }: Axis, values: readonly (number | string)[], zero = false): object {
  if (scale === "category") {
    const labelAngle = [...new Set(values)].join("").length > mostLetters ? -90 : 0;
    return { type: "nominal", title, sort: null, axis: { labelAngle } };
  }
  // Without a value an axis would have no ends.
  const ends = (domain: readonly number[]) => (values.length === 0 ? { domain } : {});
  if (scale === "log") {
    return { type: "quantitative", title, scale: { type: "log", ...ends([1, 10]) }, axis: { format: "~g" } };
  }
  const axis = values.every(Number.isInteger) ? { tickMinStep: 1 } : {};
  return { type: "quantitative", title, scale: { zero, nice: true, ...ends([0, 1]) }, stack: null, axis };
}

/** What can be drawn of a series: on a logarithmic axis only what is above 0. An interval that reaches below has a high end alone. */
function drawable(points: readonly Point[], { x, y }: Figure): readonly Point[] {
  const fits = (value: number | string, { scale }: Axis) => scale !== "log" || Number(value) > 0;
  return points
    .filter((point) => fits(point.x, x) && fits(point.y, y))
    .map(({ low, high, ...point }) => {
      if (low === undefined || high === undefined) return point;
      return fits(low, y) ? { ...point, low, high } : { ...point, high };
    });
}

/** The intervals of points as rules in `paint`; one without a low end goes on to the figure's lower edge. */
function intervalLayers(points: readonly Point[], { x, y }: { x: object; y: object }, paint: string): Layer[] {
  const mark = { type: "rule", strokeWidth: 1.2, color: paint };
  const whole = points.filter(({ low }) => low !== undefined);
  const open = points.filter(({ low, high }) => low === undefined && high !== undefined);
  return [
    { data: { values: whole }, mark, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } },
    { data: { values: open }, mark, encoding: { x, y: { ...y, field: "high" }, y2: { value: "height" } } },
  ].filter(({ data }) => data.values.length > 0);
}

function seriesLayers(figure: Figure, { name, mark, points }: Series, { series, ink }: Colours): Layer[] {
  const values = drawable(points, figure).map((point) => ({ ...point, series: name }));
  const names = figure.series.map((each) => each.name);
  const all = figure.series.flatMap((each) => drawable(each.points, figure));
  const x = {
    field: "x",
    ...channel(
      figure.x,
      all.map((point) => point.x),
    ),
  };
  const bars = figure.series.some((each) => each.mark === "bars"); // a bar's height says its value
  const y = {
    field: "y",
    ...channel(
      figure.y,
      all.map((point) => point.y),
      bars,
    ),
  };
  const legend = names.length > 1 ? { title: null, orient: "bottom", direction: "vertical", labelLimit: 0 } : null;
  const color = { field: "series", type: "nominal", scale: { domain: names, range: series }, legend };
  const data = { values };
  const paint = mark === "bars" ? ink : series[names.indexOf(name)]!;
  return [{ data, mark: marks[mark](points), encoding: { x, y, color } }, ...intervalLayers(values, { x, y }, paint)];
}

/** A line or a band across the figure. */
function referenceMark({ axis, from, to }: Reference, { quiet }: Colours): Layer {
  const line = { type: "rule", strokeDash: [5, 4], color: quiet };
  const band = { type: "rect", color: quiet, opacity: 0.13 };
  const encoding = { [axis]: { datum: from }, ...(to === undefined ? {} : { [`${axis}2`]: { datum: to } }) };
  return { data: { values: [{}] }, mark: to === undefined ? line : band, encoding };
}

/** A reference's label at its edge of the figure, with a halo, since bars may lie below it. */
function referenceLabel({ axis, from, label }: Reference, { paper, ink }: Colours): Layer[] {
  const corner =
    axis === "x"
      ? { align: "left", baseline: "top", dx: 4, dy: 4, y: 0 }
      : { align: "right", baseline: "bottom", dx: -4, dy: -3, x: size.width };
  const text = { type: "text", text: label, fontSize: 11, ...corner };
  return [{ stroke: paper, strokeWidth: 3 }, { color: ink }].map((paint) => ({
    data: { values: [{}] },
    mark: { ...text, ...paint },
    encoding: { [axis]: { datum: from } },
  }));
}

/** A text in lines of at most so many letters, broken between its parts; Vega makes room for the longest. */
function lines(text: string, letters: number): string[] {
  const found: string[] = [];
  for (const part of text.split(" · ")) {
    const longer = `${found.at(-1)} · ${part}`;
    if (found.length > 0 && longer.length <= letters) found[found.length - 1] = longer;
    else found.push(part);
  }
  return found;
}

/** The figure as a Vega-Lite specification (version 6), plain JSON, for any tool that reads those. */
export function toVegaLite(
  figure: Figure,
  { font = "sans-serif", colours = schemes.light }: SvgOptions = {},
): TopLevelSpec {
  const { paper, ink, quiet, grid } = colours;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    ...size,
    background: paper,
    config: {
      font,
      view: { stroke: null },
      axis: { grid: true, gridColor: grid, domainColor: quiet, tickColor: quiet, labelColor: ink, titleColor: ink },
      legend: { labelColor: ink },
    },
    title: {
      text: figure.title,
      subtitle: lines(figure.subtitle, mostInLine),
      anchor: "start",
      fontSize: 14,
      color: ink,
      subtitleColor: quiet,
      subtitleFontSize: 11,
    },
    layer: [
      ...figure.references.filter(isBand).map((each) => referenceMark(each, colours)),
      ...figure.series.flatMap((series) => seriesLayers(figure, series, colours)),
      ...figure.references.filter((each) => !isBand(each)).map((each) => referenceMark(each, colours)),
      ...figure.references.flatMap((each) => referenceLabel(each, colours)),
    ],
  } as TopLevelSpec;
}

/**
 * Draws `figure` as an SVG text. Expressions are interpreted, never compiled, so that it works under a content security policy without
 * 'unsafe-eval'.
 */
export async function renderSvg(figure: Figure, options: SvgOptions = {}): Promise<string> {
  const { spec } = compile(toVegaLite(figure, options));
  const view = new View(parse(spec, undefined, { ast: true }), { renderer: "none", expr: expressionInterpreter });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
