import { describe, expect, it } from "vitest";
import type { Model } from "../model.ts";
import { type NetworkOptions, network } from "../network.ts";
import { deleteBlock } from "../surgery.ts";
import { drawing } from "./drawing.ts";

const build = (options: Partial<NetworkOptions> = {}): Model =>
  network({
    name: "tiny",
    input: [3, 8, 8],
    classes: 4,
    stem: "cifar",
    depths: [2, 2],
    widths: [4, 8],
    ...options,
  });

/** The tags left open or closed without having been opened; none in well-formed markup. */
function unbalanced(markup: string): string[] {
  const open: string[] = [];
  for (const [, closing, tag, empty] of markup.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/gi)) {
    if (closing) {
      if (open.pop() !== tag) return [`</${tag}>`];
    } else if (!empty) open.push(tag!);
  }
  return open;
}

const blocksIn = (markup: string): string[] =>
  [...markup.matchAll(/<g id="block-([^"]+)" class="block[^"]*" data-block="([^"]+)"/g)].map(([, id, data]) =>
    id === data ? id! : "differs",
  );

describe("drawing", () => {
  it.each<readonly [string, Partial<NetworkOptions>]>([
    ["a residual network", {}],
    ["a plain network", { shortcut: "none" }],
    ["gates", { shortcut: "exclusiveGate" }],
    ["constant factors", { shortcut: "scaled", scale: [0.25, 0.75] }],
    ["many branches", { branches: 7, order: "preact" }],
    ["a long stage", { depths: [70, 1] }],
    ["an ImageNet stem", { stem: "imagenet", input: [3, 64, 64] }],
  ])("is well-formed and has a group for every block: %s", (_, options) => {
    const model = build(options);
    const markup = drawing(model);
    expect(unbalanced(markup)).toEqual([]);
    expect(markup).not.toMatch(/NaN|undefined|Infinity/);
    expect(markup).toMatch(/^<svg [^>]*role="img"[^>]*><title>Network tiny<\/title>/);
    expect(blocksIn(markup)).toEqual(model.stages.flat().map(({ name }) => name));
  });

  it("marks deleted blocks", () => {
    const markup = drawing(deleteBlock(build(), "layer1.1"));
    expect(markup.match(/class="block deleted"/g)?.length).toBe(1);
    expect(markup).toContain('id="block-layer1.1" class="block deleted"');
  });

  it("makes buttons of blocks when asked", () => {
    const markup = drawing(deleteBlock(build(), "layer1.1"), { interactive: true });
    expect(markup.match(/role="button" tabindex="0" aria-pressed="false"/g)?.length).toBe(3);
    expect(markup.match(/role="button" tabindex="0" aria-pressed="true"/g)?.length).toBe(1);
    expect(markup).toMatch(/^<svg [^>]*role="group"/);
  });

  it("escapes names that are markup", () => {
    const markup = drawing({ ...build(), name: `<img src="x" onerror='y'>&` });
    expect(markup).toContain("<title>Network &lt;img src=&quot;x&quot; onerror=&#39;y&#39;&gt;&amp;</title>");
    expect(unbalanced(markup)).toEqual([]);
  });

  it("draws a model without blocks", () => {
    expect(unbalanced(drawing({ ...build(), stages: [], head: [] }))).toEqual([]);
  });
});
