// What can be deleted and exchanged, and why the rest cannot.
import { describe, expect, test } from "vitest";
import { tinyModel, tinyPlain } from "../tiny.testing.ts";
import { deletable } from "./choose.ts";
import { deletion, intact, interchangeable, lesionRefusal } from "./lesion.ts";

describe("what may change places", () => {
  test("blocks of one stage, shape and form", () => {
    expect(interchangeable(tinyModel())).toEqual([["layer1.0", "layer1.1", "layer1.2"]]);
    // A first pre-activation unit activates before the split: another form.
    expect(interchangeable(tinyModel({ order: "preact", depths: [3, 3] }))).toEqual([
      ["layer1.1", "layer1.2"],
      ["layer2.1", "layer2.2"],
    ]);
    expect(interchangeable(tinyPlain())).toEqual([]);
  });

  test.each([
    [{ "layer1.0": "layer2.1", "layer2.1": "layer1.0" }, "layer2.1 cannot take the place of layer1.0 in tiny"],
    [{ "layer1.0": "layer1.1" }, "A shuffle puts each block in one place"],
  ])("%j is refused", (moved, message) => {
    expect(lesionRefusal(tinyModel(), { ...intact, moved })).toContain(message);
  });

  test.each([tinyModel(), tinyPlain()])("a part named twice is refused: %#", (model) => {
    const [name] = deletable(model);
    expect(lesionRefusal(model, deletion(name!, name!))).toBe(
      `${name} comes twice among what is to be deleted; name each part once`,
    );
  });

  test("a block together with a part of its own is refused", () => {
    const model = tinyPlain();
    const layer = deletable(model)[0]!;
    const block = layer.slice(0, layer.lastIndexOf("."));
    expect(lesionRefusal(model, deletion(layer, block))).toBe(
      `${layer} goes with ${block}, which is to be deleted too; name one of them`,
    );
  });

  test("a plain block that changes the shape stays, with the reason", () => {
    expect(lesionRefusal(tinyPlain(), deletion("layer2.0"))).toMatch(/weights would no longer fit/);
    expect(lesionRefusal(tinyModel(), deletion("layer9.9"))).toMatch(/no block/);
  });
});
