// Figures: every result has some, they survive JSON, and the SVG shows what they say.
import { createReferenceDevice } from "@unravel/core";
import { buildModel } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { studyPathGradients } from "../gradients/study.ts";
import { eachDeletion } from "../lesions/choose.ts";
import { studyDraws } from "../lesions/draw-study.ts";
import { studyLesions } from "../lesions/study.ts";
import { studyPaths } from "../paths/study.ts";
import { studySignal } from "../signal/study.ts";
import { figuresOf, type Study, tableOf } from "../studies.ts";
import type { Subject } from "../subject.ts";
import { tinyImages, tinyModel, tinyNormalisation, tinyParameters } from "../tiny.testing.ts";
import { colours } from "./colours.ts";
import type { Figure } from "./figure.ts";
import { parseFigure } from "./schema.ts";
import { renderSvg, toVegaLite } from "./vega.ts";

const model = tinyModel();
const subject: Subject = {
  model,
  parameters: tinyParameters(model),
  device: createReferenceDevice(),
  set: tinyImages(6),
  normalisation: tinyNormalisation,
  batch: 6,
};
const draws = { counts: [1, 2], draws: 2, seed: 1 };
const studies: readonly Study[] = [
  studyPaths(model),
  studyPaths(buildModel("resnet1202"), { unit: "layers", range: [100, 200] }),
  await studyLesions(subject, eachDeletion(model)),
  await studyDraws(subject, "deletions", draws),
  await studyDraws(subject, "shuffles", draws),
  await studyPathGradients(subject, { samples: 1, seed: 1 }),
  await studySignal(subject),
];

describe.each(studies.map((study) => [study.kind, study] as const))("%s", (_, study) => {
  test("is plain JSON, and so are its figures", () => {
    const text = JSON.stringify(study);
    const again: Study = JSON.parse(text);
    expect(again).toEqual(study);
    for (const figure of figuresOf(again)) expect(parseFigure(JSON.parse(JSON.stringify(figure)))).toEqual(figure);
  });

  test("its figures are drawn", async () => {
    const figures = figuresOf(study);
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) {
      const svg = await renderSvg(figure);
      expect(svg).toMatch(/^<svg .*<\/svg>$/s);
      expect(svg).toContain(figure.title);
      expect(svg).not.toContain("NaN");
    }
  });

  test("its table has a cell in every column", () => {
    const { columns, rows } = tableOf(study);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  });
});

const figure: Figure = {
  format: 1,
  name: "made-up",
  title: "A title",
  subtitle: "where from",
  x: { title: "x", scale: "linear" },
  y: { title: "y", scale: "log" },
  series: [
    {
      name: "s",
      mark: "points",
      points: [
        { x: 1, y: 10, low: 5, high: 20 },
        { x: 2, y: 0 },
        { x: 3, y: 1, low: -1, high: 2 },
      ],
    },
  ],
  references: [{ axis: "x", from: 1, to: 2, label: "a range" }],
};

describe("drawing", () => {
  test("what a logarithmic axis cannot show is left out: points at 0, and what of an interval is not above it", () => {
    const layers = (toVegaLite(figure) as unknown as { layer: { data: { values: unknown[] } }[] }).layer;
    expect(layers.map(({ data }) => data.values)).toEqual([
      [{}], // the band
      [
        { x: 1, y: 10, low: 5, high: 20, series: "s" },
        { x: 3, y: 1, high: 2, series: "s" },
      ],
      [{ x: 1, y: 10, low: 5, high: 20, series: "s" }],
      [{ x: 3, y: 1, high: 2, series: "s" }],
      [{}], // its label, twice: with a halo
      [{}],
    ]);
  });

  test("an interval that reaches below a logarithmic axis is drawn to its end", async () => {
    const svg = await renderSvg({ ...figure, references: [] });
    const ends = [...svg.matchAll(/"rule mark" transform="translate\(\d+,([\d.]+)\)" x2="0" y2="([-\d.]+)"/g)];
    expect(ends).toHaveLength(2);
    expect(Number(ends[1]![1]) + Number(ends[1]![2])).toBeCloseTo(320, 6);
  });

  test("the font, the labels; the same text every time", async () => {
    const svg = await renderSvg(figure, { font: "DejaVu Sans" });
    expect(svg).toContain("DejaVu Sans");
    expect(svg).toContain("a range");
    expect(svg).toContain("where from");
    expect(await renderSvg(figure, { font: "DejaVu Sans" })).toBe(svg);
  });

  test("on dark paper nothing is left of the light one", async () => {
    const svg = await renderSvg(figure, { colours: colours.dark });
    for (const each of [colours.dark.paper, colours.dark.ink, colours.dark.quiet]) expect(svg).toContain(each);
    for (const each of [colours.light.paper, colours.light.ink, '"#000"']) expect(svg).not.toContain(each);
  });
});

describe("figures from files", () => {
  const withPoint = (point: object) => ({ ...figure, series: [{ ...figure.series[0], points: [point] }] });
  const withReference = (reference: object) => ({ ...figure, references: [{ ...reference, label: "" }] });
  const names = { ...withPoint({ x: "abc", y: 1 }), x: { title: "x", scale: "category" }, references: [] };

  test.each([
    [{ ...figure, format: 2 }, /Figure: format: /],
    [{ ...figure, name: "../../etc" }, /Figure: name: /],
    [{ ...figure, x: { title: "x", scale: "polar" } }, /Figure: x\.scale: /],
    [{ ...figure, series: [{ ...figure.series[0], points: [{ x: 1, y: "2" }] }] }, /series\.0\.points\.0\.y/],
    [withPoint({ x: "abc", y: 1 }), /Figure: series: a point has x "abc": expected a number on a linear axis/],
    [
      withPoint({ x: -1e308, y: 1 }),
      /series\.0\.points\.0\.x: expected a number from -1e\+?300 to 1e\+300.* got -1e\+308/,
    ],
    [withPoint({ x: 1, y: 1, high: 1e308 }), /series\.0\.points\.0\.high: expected a number from/],
    [{ ...figure, y: { title: "y", scale: "category" } }, /Figure: y\.scale: .*linear.*log.*category/],
    [
      withPoint({ x: 1, y: 1, low: 2, high: 1 }),
      /series\.0\.points\.0: .*low is at most its high, got low 2 and high 1/,
    ],
    [withReference({ axis: "x", from: 2, to: 1 }), /references\.0: .*from is at most its to, got from 2 and to 1/],
    [
      { ...names, references: figure.references },
      /references: a reference is at 1 on the x axis.*"category": expected none/,
    ],
    [
      withReference({ axis: "y", from: 0 }),
      /references: a reference is at 0 on the y axis.*"log": expected a number above 0/,
    ],
    [{ ...figure, series: [] }, /Figure: series: expected at least one series, got none/],
    [{ ...figure, series: [...figure.series, ...figure.series] }, /Figure: series: two series are called "s"/],
    [null, /the whole/],
  ])("a fault is named: %#", (json, message) => {
    expect(() => parseFigure(json)).toThrow(message);
  });

  test("names on a category axis, an interval beside its point, ranges of one value", () => {
    for (const each of [
      names,
      withPoint({ x: 1, y: 3, low: 1, high: 1 }),
      withReference({ axis: "y", from: 1, to: 1 }),
    ])
      expect(parseFigure(each)).toEqual(each);
  });

  test("the numbers furthest apart are drawn", async () => {
    const series = [{ name: "s", mark: "bars", points: [-1e300, 1e300].map((far) => ({ x: far, y: far })) }];
    const far = parseFigure({ ...figure, y: figure.x, series, references: [] });
    expect(await renderSvg(far)).not.toMatch(/NaN|Infinity/);
  });

  test.each(["linear", "log", "category"] as const)("nothing to draw, on an axis that is %s", async (scale) => {
    const axes = { x: { title: "x", scale }, y: { title: "y", scale: "log" as const } };
    for (const points of [[], [{ x: scale === "category" ? "a" : 1, y: 0 }]]) {
      const svg = await renderSvg({
        ...figure,
        ...axes,
        references: [],
        series: [{ name: "s", mark: "line", points }],
      });
      expect(svg).not.toMatch(/NaN|Infinity/);
    }
  });
});
