// SVG text: elements as strings, with everything from a model escaped.

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text that may stand in an element or in an attribute. */
export const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const rounded = (value: string | number): string =>
  typeof value === "number" ? String(Math.round(value * 100) / 100) : escapeText(value);

/** An element with its attributes; the children are markup already. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly string[]
): string {
  const list = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${rounded(value)}"`)
    .join("");
  const inside = children.join("");
  return inside ? `<${tag}${list}>${inside}</${tag}>` : `<${tag}${list}/>`;
}

/** A rectangle with round corners. */
export const box = (kind: string, x: number, y: number, width: number, height: number, radius = 2): string =>
  element("rect", { class: kind, x, y, width, height, rx: radius });

/** An open path. */
export const line = (kind: string, d: string): string => element("path", { class: kind, d });

/** A text; `anchor` is where x lies in it. */
export const text = (kind: string, x: number, y: number, content: string, anchor = "middle"): string =>
  element("text", { class: kind, x, y, "text-anchor": anchor }, escapeText(content));
