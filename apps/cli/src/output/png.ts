// SVG → PNG, with a typeface of our own: the machine may have none.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** The family of all text in figures. */
export const typeface = "DejaVu Sans";

/** Pixels of the PNG for one of the SVG: sharp on dense screens and in print. */
const scale = 2;

const bytesAt = (url: string): Promise<Uint8Array> => readFile(fileURLToPath(url));

let renderer: Promise<typeof import("@resvg/resvg-wasm")> | undefined;

/** Loads the renderer when the first picture is drawn; it can be started once a process. */
async function load(): Promise<typeof import("@resvg/resvg-wasm")> {
  const resvg = await import("@resvg/resvg-wasm");
  await resvg.initWasm(await bytesAt(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return resvg;
}

/** Draws an SVG whose text is in `typeface`. */
export async function toPng(svg: string): Promise<Uint8Array> {
  renderer ??= load();
  const [{ Resvg }, regular, bold] = await Promise.all([
    renderer,
    bytesAt(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
    bytesAt(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")),
  ]);
  const drawing = new Resvg(svg, {
    fitTo: { mode: "zoom", value: scale },
    font: { fontBuffers: [regular, bold], defaultFontFamily: typeface, loadSystemFonts: false },
  });
  try {
    return drawing.render().asPng();
  } finally {
    drawing.free();
  }
}
