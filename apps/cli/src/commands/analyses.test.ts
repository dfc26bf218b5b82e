// The analyses as commands: on a tiny network, on the device that is quickest to open.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildModel, initialise, ownMetadata, writeSafetensors } from "@unravel/models";
import { describe, expect, test } from "vitest";
import { answer, temporaryFolder, unravel } from "../cli.testing.ts";
import { makeCifar } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
const cifar = await makeCifar(at("cifar"), 20);
const options = { widths: [4, 4, 8], depths: [2, 1, 1] };
const network = ["--model", "resnet8", "--widths", "4,4,8", "--depths", "2,1,1"];
await writeFile(at("w.safetensors"), writeSafetensors(initialise(buildModel("resnet8", options), 1), ownMetadata));
const images = ["--data", "cifar10", "--data-dir", cifar, "--device", "wasm", "--threads", "1"];
const trained = [...network, "--weights", at("w.safetensors"), ...images];

const axis = { title: "", scale: "linear" };
const series = [{ name: "s", mark: "points", points: [] }];
const figure = { format: 1, name: "f", title: "", subtitle: "", x: axis, y: axis, series, references: [] };

describe.concurrent("unravel lesion", () => {
  test("each block, with provenance and figures", async () => {
    const found = await answer("lesion", ...trained, "--images", "10", "--svg", at("each.svg"), "--md", at("each.md"));
    expect(found).toMatchObject({
      kind: "lesions",
      provenance: {
        model: "resnet8",
        options,
        initialSeed: null,
        weights: at("w.safetensors"),
        split: "test",
        data: { name: "cifar10", images: 10, known: false },
        device: { name: "wasm" },
        date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
        command: expect.stringContaining("lesion --model resnet8"),
      },
      intact: { images: 10, deleted: [] },
      written: [at("each.svg"), at("each.md")],
    });
    const results = found.results as { deleted: string[] }[];
    expect(results.map(({ deleted }) => deleted)).toEqual([["layer1.0"], ["layer1.1"], ["layer2.0"], ["layer3.0"]]);
    expect(await readFile(at("each.svg"), "utf8")).toContain("Error without each part");
    const markdown = await readFile(at("each.md"), "utf8");
    expect(markdown).toMatch(/^# Error without each part\n/);
    expect(markdown).toMatch(/\| layer2\.0 +\| +\d+\.\d\d \|/);
    expect(markdown).toContain("![](each.svg)");
  });

  test("random blocks, stages, named blocks, statistics taken anew", async () => {
    const random = await answer("lesion", ...trained, "--random", "1-2", "--draws", "2", "--seed", "3");
    expect(random).toMatchObject({ kind: "deletions", draws: 2, provenance: { seed: 3 } });
    expect((random.groups as { count: number }[]).map(({ count }) => count)).toEqual([1, 2]);
    const stages = await answer("lesion", ...trained, "--stages");
    expect(stages.results).toMatchObject([{ deleted: ["layer1.0", "layer1.1"] }, {}, {}]);
    const named = await answer("lesion", ...trained, "--blocks", "layer1.0,layer3.0", "--reestimate", "40");
    expect(named).toMatchObject({ reestimated: 40, results: [{ deleted: ["layer1.0", "layer3.0"] }] });
  });

  test.each([
    [["--md", at("same.md"), "--svg", at("same.md")], 2, /same\.md is named twice/],
    [["--each", "--stages"], 2, /--each and --stages ask for different lesions/],
    [["--random", "9"], 1, /from 0 to 4, got 9/],
    [["--random", "1,1"], 1, /1 comes twice/],
    [["--draws", "2", "--seed", "1"], 2, /--draws and --seed would change nothing/],
    [["--random", "x"], 2, /whole numbers or ranges/],
    [
      ["--blocks", "layer9.0"],
      1,
      /no block or layer "layer9\.0"; its blocks are layer1\.0, layer1\.1, layer2\.0, layer3\.0$/m,
    ],
    [["--blocks", "layer1.1.conv1"], 1, /layer1\.1 is residual.*delete the block layer1\.1, or one of its branches$/m],
    [["--blocks", ""], 2, /Expected one or more/],
    [["--blocks", "layer1.0,layer1.0"], 1, /layer1\.0 comes twice/],
    [["--md", join(at("w.safetensors"), "x.md"), "--images", "1"], 1, /x\.md|w\.safetensors/],
  ] as const)("%j is refused or told", async (flags, code, message) => {
    const ended = await unravel("lesion", ...trained, ...flags);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(message);
  });
});

test.each([
  ["lesion", ...trained],
  ["paths", "resnet8"],
  ["reproduce", "T2", "--rows", "identity", "--out", at("never")],
])("unravel %s: a file that cannot be written is told before the work", async (...words) => {
  const { code, stdout, stderr } = await unravel(...words, "--md", join(at("w.safetensors"), "x.md"));
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/x\.md|w\.safetensors/);
});

describe.concurrent("the other analyses", () => {
  test("unravel shuffle", async () => {
    const found = await answer("shuffle", ...trained, "--swaps", "1", "--draws", "2", "--images", "10");
    // Only layer1's two blocks have one shape: one swap exchanges them.
    expect(found).toMatchObject({ kind: "shuffles", groups: [{ count: 1, tau: { mean: 1 - 2 / 6 } }] });
    const anew = await answer(
      "shuffle",
      ...trained,
      "--swaps",
      "1",
      "--draws",
      "1",
      "--images",
      "10",
      "--reestimate",
      "40",
    );
    expect(anew).toMatchObject({ reestimated: 40 });
  });

  test("unravel paths", async () => {
    const found = await answer("paths", "resnet110", "--range", "5-17");
    expect(found).toMatchObject({ kind: "paths", total: String(2n ** 54n), mean: 27, within: { from: 5, to: 17 } });
    expect(100 * (found.within as { share: number }).share).toBeCloseTo(0.4537, 4);
    const { stdout } = await unravel("paths", "resnet20", "--unit", "layers");
    expect(stdout).toContain("9 blocks, 512 paths");
    expect(await unravel("paths", "resnet20", "--range", "9-3")).toMatchObject({ code: 2 });
  });

  test("unravel gradients, then unravel plot", async () => {
    const found = await answer("gradients", ...trained, "--samples", "2", "--batch", "10");
    expect(found).toMatchObject({ kind: "gradients", samples: 2, batch: 10 });
    expect(found.rows).toHaveLength(5);
    await writeFile(at("gradients.json"), JSON.stringify(found));
    const drawn = await answer("plot", at("gradients.json"), "--png", at("g.png"), "--svg", at("g.svg"));
    expect(drawn.written).toEqual(
      [
        "g-norm-by-length.svg",
        "g-norm-by-length.png",
        "g-contribution-by-length.svg",
        "g-contribution-by-length.png",
      ].map(at),
    );
    const png = await readFile(at("g-norm-by-length.png"));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect(png.length).toBeGreaterThan(10_000); // text and all
    const one = await answer("plot", at("gradients.json"), "--figure", "norm-by-length", "--svg", at("one.svg"));
    expect(one.written).toEqual([at("one.svg")]);
    expect((await unravel("plot", at("gradients.json"))).stdout).toMatch(/^norm-by-length /m);
  });

  test("unravel signal, untrained", async () => {
    const halving = ["--shortcut", "scaled", "--scale", "0.5,0.5", "--seed", "7"];
    const found = await answer("signal", "--model", "resnet8", ...images, ...halving);
    expect(found).toMatchObject({
      kind: "signal",
      factors: 0.125,
      provenance: { weights: null, initialSeed: 7, options: { shortcut: "scaled", scale: [0.5, 0.5] } },
    });
    expect(found.rows).toHaveLength(3);
    const said = "resnet8 · shortcut scaled · scale [0.5,0.5] · untrained, seed 7 ·";
    expect((found.figures as { subtitle: string }[])[0]!.subtitle).toContain(said);
    const ended = await unravel("signal", ...trained, "--seed", "7");
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining("--seed would change nothing") });
  });

  test.each([
    ["{}", /Figure: format/],
    ["[1]", /Figure: the whole/],
    ["{", /is not JSON/],
    ['{"figures":[]}', /has no figure/],
    [JSON.stringify([figure, figure]), /has two figures called f, which would be drawn into one file/],
    [
      JSON.stringify({ ...figure, title: "a\u0001" }),
      /Figure: title: expected text without control characters, got "a.u0001"/,
    ],
  ])("unravel plot names the fault of file %#", async (text, message) => {
    const file = at(`bad${text.length}${text.charCodeAt(0)}.json`);
    await writeFile(file, text);
    const { code, stderr } = await unravel("plot", file, "--svg", at("never.svg"));
    expect(code).not.toBe(0);
    expect(stderr).toMatch(message);
  });
});
