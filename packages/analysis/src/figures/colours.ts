// What figures are drawn in, on light and on dark paper.

/** The colours of a drawing (CSS). */
export type Colours = {
  /** Behind everything. */
  readonly paper: string;
  /** Text, and intervals on bars. */
  readonly ink: string;
  /** Axes, references, the subtitle. */
  readonly quiet: string;
  readonly grid: string;
  /** Of the series, in order. */
  readonly series: readonly string[];
};

/** What a drawing is looked at on. */
export type Scheme = "light" | "dark";

/** Colours that the colour-blind tell apart too (Okabe and Ito 2008); their black, or white on dark paper, comes last. */
const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"] as const;

/** The colours by what a drawing is looked at on. On the dark the first two are lighter, so that bars stand out from it. */
export const colours: Readonly<Record<Scheme, Colours>> = {
  light: { paper: "#ffffff", ink: "#1f2a37", quiet: "#5b6b7f", grid: "#e6ebf2", series: [...palette, "#000000"] },
  dark: {
    paper: "#10151c",
    ink: "#e6ebf2",
    quiet: "#a3b1c2",
    grid: "#2a3542",
    series: ["#3d9fdc", "#f0813a", ...palette.slice(2), "#ffffff"],
  },
};
