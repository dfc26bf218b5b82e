// Figures drawn: an entry of its own, so that the analyses load no plotting library.
export { type Colours, colours, type Scheme } from "./colours.ts";
export type { Axis, Figure, Mark, Point, Reference, Series } from "./figure.ts";
export { parseFigure } from "./schema.ts";
export { renderSvg, type SvgOptions, toVegaLite } from "./vega.ts";
