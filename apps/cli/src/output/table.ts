// Rows of text in columns.
import stringWidth from "string-width";
import { printable } from "./format.ts";

/** A column: its heading, and "right" for numbers. */
export type Column = { readonly heading: string; readonly align?: "right" };

/**
 * A table: headings, then rows, two spaces between columns. Widths are those on a terminal, where a Chinese or Korean
 * character takes two.
 */
export function table(columns: readonly Column[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [columns.map(({ heading }) => heading), ...rows].map((row) =>
    row.map((cell) => printable(String(cell))),
  );
  const widths = columns.map((_, index) => Math.max(...cells.map((row) => stringWidth(row[index]!))));
  const fit = (cell: string, index: number) => {
    const space = " ".repeat(widths[index]! - stringWidth(cell));
    return columns[index]!.align === "right" ? space + cell : cell + space;
  };
  return cells.map((row) => row.map(fit).join("  ").trimEnd()).join("\n");
}
