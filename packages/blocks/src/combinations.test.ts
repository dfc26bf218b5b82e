// Every order x shortcut x resize x form x number of branches: what builds fits together and survives JSON; the rest is
// refused in words.
import { describe, expect, it } from "vitest";
import { fromJson, toJson } from "./json.ts";
import { type NetworkOptions, network, networkRefusal } from "./network.ts";
import { operations } from "./operations.ts";
import { type OrderName, orders } from "./orders.ts";
import { parameters } from "./parameters.ts";
import { resizes } from "./resizes.ts";
import { type ShortcutName, shortcuts } from "./shortcuts.ts";

const keys = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => Object.keys(table) as K[];
const forms = {
  basic: { kernels: [3, 3] },
  bottleneck: { kernels: [1, 3, 1], expansion: 4, strideOn: "first" },
} as const;

/** All options of one order and shortcut. */
const optionsOf = (order: OrderName, shortcut: ShortcutName): NetworkOptions[] =>
  [...keys(resizes), undefined].flatMap((resize) =>
    keys(forms).flatMap((form) =>
      [1, 2, 4].map((branches) => ({
        name: "tiny",
        input: [2, 6, 6] as const,
        classes: 3,
        stem: "cifar" as const,
        depths: [2, 1],
        widths: [2, 4],
        ...forms[form],
        order,
        shortcut,
        branches,
        ...(resize ? { resize } : {}),
      })),
    ),
  );

/** Why a combination is refused, by what it has; the rest must build. */
function expectedReason({ shortcut, resize, branches }: NetworkOptions): string | undefined {
  const place = "tiny: layer1.0: ";
  if (shortcut === "none" && resize)
    return `${place}resize "${resize}" with shortcut "none": it has no shape to change; leave resize out`;
  if (shortcut === "none" && branches !== 1)
    return `${place}branches ${branches} with shortcut "none": a plain block is one path; use branches 1 or a shortcut`;
  if (shortcut === "convolution" && resize && !resizes[resize].projects)
    return `${place}resize "${resize}" with shortcut "convolution": expected projectionAlways or projection`;
  return undefined;
}

const pairs = keys(orders).flatMap((order) => keys(shortcuts).map((shortcut) => [order, shortcut] as const));

describe("combinations of options", () => {
  it("number 1,260, of which 260 mean nothing", () => {
    const all = pairs.flatMap((pair) => optionsOf(...pair));
    expect([all.length, all.filter(expectedReason).length]).toEqual([1260, 260]);
  });

  it.each(pairs)("%s %s: each builds, fits together and survives JSON, or is refused in words", (order, shortcut) => {
    for (const options of optionsOf(order, shortcut)) {
      const reason = expectedReason(options);
      expect(networkRefusal(options)).toBe(reason);
      if (reason) {
        expect(() => network(options)).toThrow(new Error(reason));
        continue;
      }
      const model = network(options);
      expect(operations(model).at(-1)?.output).toEqual([3]);
      expect(parameters(model).length).toBeGreaterThan(0);
      expect(fromJson(toJson(model))).toEqual(model);
    }
  });
});
