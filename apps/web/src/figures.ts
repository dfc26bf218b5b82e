// Figures as SVG texts.
import type { Figure } from "@unravel/analysis";
import type { Scheme } from "@unravel/analysis/figures";

/** Draws `figure` for light or dark paper. The plotting library is larger than the page: it comes with the first figure. */
export async function drawFigure(figure: Figure, scheme: Scheme): Promise<string> {
  const { colours, renderSvg } = await import("@unravel/analysis/figures");
  return renderSvg(figure, { font: "system-ui, sans-serif", colours: colours[scheme] });
}
