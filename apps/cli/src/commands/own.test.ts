// Images and networks of the user's own: folders, model files, weights that get another head.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { answer, start, temporaryFolder, unravel } from "../cli.testing.ts";
import { colourPng, makeCifar, tiny } from "../files.testing.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);

/** A folder of three classes of `count` images each, 8x8 of one colour. */
async function makePhotos(path: string, count: number): Promise<string> {
  for (const [name, colour] of Object.entries({ blue: [0, 0, 200], green: [0, 200, 0], red: [200, 0, 0] })) {
    await mkdir(join(path, name), { recursive: true });
    for (let image = 0; image < count; image++) {
      const [red, green, blue] = colour.map((value) => value + image);
      await writeFile(join(path, name, `${image}.png`), colourPng(red!, green!, blue!));
    }
  }
  return path;
}

const photos = await makePhotos(at("imagenet"), 20); // the name of statistics that are not these images' own
const cifar = await makeCifar(at("cifar"), 10);
const onCpu = ["--device", "tfjs-cpu"];
const short = ["--batch-size", "8", "--steps", "2", ...onCpu];

describe.concurrent("unravel with the user's own", () => {
  test("a folder of images: train by the default recipe, test, weights with another head", async () => {
    const data = ["--data", photos];
    const trained = await answer("train", ...tiny.flags, ...data, ...short, "--out", at("run"));
    expect(trained).toMatchObject({ finished: true, validation: { images: 5 } }); // 10% of the 80% that are no test images
    const weights = trained.weights as string;
    const tested = await answer("eval", "--weights", weights, ...data, ...onCpu, "--split", "validation");
    expect(tested).toMatchObject({ images: 5, normalisation: { from: "the weights' own training" } });

    const init = ["--init", weights, "--classes", "10", "--freeze", "layer1", "--data", "cifar10", "--data-dir", cifar];
    const tuned = await answer("train", ...init, ...short, "--out", at("tuned"));
    expect(tuned.notices).toContain("Images are normalised by the weights' own training.");
    const config = async (run: string) => JSON.parse(await readFile(join(at(run), "config.json"), "utf8"));
    expect((await config("tuned")).normalisation).toEqual((await config("run")).normalisation);
    expect((await config("tuned")).data.train.classes).toHaveLength(10);
  });

  test("a model's file, with the head that its data needs", async () => {
    await answer("show", "resnet8", "--widths", "4,4,8", "--save", at("mine.json"));
    const flags = ["--model", at("mine.json"), "--classes", "3", "--data", photos, ...short];
    expect(await answer("train", ...flags, "--out", at("mine"))).toMatchObject({ finished: true });
    const changed = await unravel("show", at("mine.json"), "--order", "preact");
    expect(changed).toMatchObject({ code: 2, stderr: expect.stringContaining("--order can only change networks") });
  });

  test("a run killed before it began is started anew in its folder", async () => {
    await mkdir(at("killed/checkpoints"), { recursive: true });
    await writeFile(at("killed/command.json"), "{}");
    const flags = ["--data", "cifar10", "--data-dir", cifar, ...short];
    expect(await answer("train", ...tiny.flags, ...flags, "--out", at("killed"))).toMatchObject({ finished: true });
  });

  test("an unknown device is told before images are looked for", async () => {
    const { code, stderr } = await unravel("train", ...tiny.flags, "--data", at("nowhere"), "--device", "gpu");
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('There is no device "gpu"') });
  });

  test("a download with a wrong sum ends with exit code 1", async () => {
    const server = "data:text/javascript,globalThis.fetch = async () => new Response('no archive')";
    const env = { NODE_OPTIONS: `--import "${server}"`, XDG_CACHE_HOME: at("cache") };
    const { code, stdout, stderr } = await start(["train", ...tiny.flags, "--data", "cifar10", ...short], {
      cwd: folder,
      env,
    }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/unravel: .*(MD5|md5|sum)/);
  });
});
