// A drawing put into the page: in its own size, in the page's language, and as a strict policy allows.

/** Style sheets that the page has taken over from drawings, by their text. */
const adopted = new Set<string>();

/** The Content-Security-Policy forbids inline <style> elements; the same text as a constructed style sheet it does not. */
function adopt(style: Element): void {
  const text = style.textContent;
  style.remove();
  if (adopted.has(text)) return;
  adopted.add(text);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets.push(sheet);
}

/** Puts the SVG text into `element` in place of what was there; one unit of it is one pixel where there is room. */
export function insertDrawing(element: HTMLElement, svg: string): SVGElement {
  // A template is inert: its styles are not looked at, so the policy has nothing to say about them.
  const template = document.createElement("template");
  template.innerHTML = svg;
  const drawing = template.content.firstElementChild as SVGSVGElement;
  for (const style of drawing.querySelectorAll("style")) adopt(style);
  element.replaceChildren(drawing);
  element.style.setProperty("--natural-width", `${drawing.viewBox.baseVal.width}px`);
  return drawing;
}

/** What is written on a drawing: `facts` under its heading, and other words for its own labels. */
export type Labels = { readonly facts: string; readonly words: Readonly<Record<string, string>> };

/** Writes `labels`; a label of the drawing that has no other words stays as it is. */
export function relabel(drawing: SVGElement, { facts, words }: Labels): void {
  const line = drawing.querySelector(".heading + text");
  if (line) line.textContent = facts;
  for (const label of drawing.querySelectorAll<SVGTextElement>("text:not(.heading + text)")) {
    label.dataset.label ??= label.textContent;
    label.textContent = words[label.dataset.label] ?? label.dataset.label;
  }
}
