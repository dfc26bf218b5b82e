// The colours of a drawing. Each can be set from outside by its custom property, so that a page can theme the drawing.

const colours: Readonly<Record<string, readonly [light: string, dark: string]>> = {
  ink: ["#1f2a37", "#e6ebf2"],
  paper: ["#ffffff", "#10151c"],
  band: ["#f3f6fa", "#19212b"],
  trunk: ["#5b6b7f", "#93a4b8"],
  conv: ["#2f6fbf", "#5b9be6"],
  bn: ["#9db8d6", "#3f5f85"],
  relu: ["#e0872a", "#f0a04b"],
  resize: ["#ffffff", "#10151c"],
  gate: ["#7a56b8", "#a888e0"],
  pool: ["#3a9a7c", "#57c2a1"],
  fault: ["#c0392b", "#ff7b6b"],
};

const variables = (column: 0 | 1): string =>
  Object.entries(colours)
    .map(([name, pair]) => `--${name}:var(--unravel-${name},${pair[column]})`)
    .join(";");

const fills = ["conv", "bn", "relu", "gate", "pool"].map((kind) => `.unravel .${kind}{fill:var(--${kind})}`).join("");

/** The style sheet of a drawing; everything in it is held to `.unravel`. */
export const styleSheet: string = [
  `.unravel{${variables(0)};font-family:ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}`,
  `@media (prefers-color-scheme:dark){.unravel{${variables(1)}}}`,
  fills,
  ".unravel .scale{fill:var(--trunk)}",
  ".unravel .paper{fill:var(--paper)}.unravel .band{fill:var(--band)}",
  ".unravel text{fill:var(--ink)}.unravel .heading{font-size:17px;font-weight:650}",
  ".unravel .stage{font-size:13px;font-weight:600}.unravel .small{font-size:11px;opacity:.75}",
  ".unravel .onOp{font-size:9px;fill:var(--paper);font-weight:600}",
  ".unravel .wire{fill:none;stroke:var(--trunk);stroke-width:1.5}",
  ".unravel .trunk{fill:none;stroke:var(--trunk);stroke-width:3;stroke-linecap:round;stroke-linejoin:round}",
  ".unravel .frame{fill:var(--paper);stroke:var(--trunk);stroke-width:1}",
  ".unravel .resize{fill:var(--resize);stroke:var(--trunk);stroke-width:1.5;stroke-dasharray:3 2}",
  ".unravel .sum{fill:var(--paper);stroke:var(--trunk);stroke-width:1.5}",
  ".unravel .ghost{fill:none;stroke:var(--fault);stroke-width:1.5;stroke-dasharray:4 3}",
  // A page marks a deleted block by the class alone: its branches fade and the ghost's outline appears.
  ".unravel .block .ghost{visibility:hidden}.unravel .deleted .ghost{visibility:visible}",
  ".unravel .deleted .branches{opacity:.12}",
  ".unravel .target{fill:transparent;stroke:none}",
  ".unravel [tabindex]{cursor:pointer;outline:none}",
  ".unravel [tabindex]:hover .target{fill:var(--trunk);fill-opacity:.12}",
  ".unravel [tabindex]:focus-visible .target{stroke:var(--ink);stroke-width:2}",
].join("");
