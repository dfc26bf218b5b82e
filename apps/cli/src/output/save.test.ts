// Outputs where the user says: what is refused before anything is written, and what is left as it was.
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../cli.testing.ts";
import { UsageError } from "../failures.ts";
import { requireWritable } from "./save.ts";

const folder = await temporaryFolder();
const at = (name: string) => join(folder, name);
await writeFile(at("w.safetensors"), "weights");
await symlink(at("w.safetensors"), at("link"));
await mkdir(at("figures"));
await symlink(at("figures"), at("linked"));
await writeFile(at("figures/model.json"), "{}");

describe("an output that is an input", () => {
  test.each([
    ["by the same path", at("w.safetensors"), at("w.safetensors")],
    ["by a relative path", relative("", at("w.safetensors")), at("w.safetensors")],
    ["by a detour", `${folder}/figures/../w.safetensors`, at("w.safetensors")],
    ["by a link", at("link"), at("w.safetensors")],
    ["whose link is read", at("w.safetensors"), at("link")],
    ["in a linked folder", at("linked/model.json"), at("figures/model.json")],
  ])("%s", async (_, output, input) => {
    const refused = requireWritable([at("other.md"), output], [at("nowhere"), input]);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`The output ${output} would overwrite ${input}, which this command reads`);
    expect(await readdir(folder)).not.toContain("other.md");
  });

  test("two outputs are one file", async () => {
    const twice = requireWritable([at("figures/new.svg"), at("linked/new.svg")], []);
    await expect(twice).rejects.toThrow(`${at("linked/new.svg")} is named twice`);
  });
});

describe("no file", () => {
  test.each([
    ["a folder", at("figures"), "is a folder: name a file, as in "],
    ["a linked folder", at("linked"), "is a folder"],
    ["a folder to be", `${at("later")}/`, "is a folder"],
    ["nothing", "", 'An output is called ""'],
    ["a device", "/dev/null", "is a device or a pipe"],
  ])("%s", async (_, path, message) => {
    const refused = requireWritable([path], []);
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(message);
  });

  test("what cannot be written is told by its own path", async () => {
    const path = at("w.safetensors/x.svg");
    await expect(requireWritable([path], [])).rejects.toThrow(`Cannot write ${path}: `);
  });
});

test("files that are there stay, and no other one is left", async () => {
  const files = ["p.svg", "p.svg.probe", "p.svg.unfinished"];
  for (const file of files) await writeFile(at(file), `own ${file}`);
  const before = await readdir(folder);
  await requireWritable([at("p.svg"), at("new.md")], [at("w.safetensors")]);
  expect(await readdir(folder)).toEqual(before);
  for (const file of files) expect(await readFile(at(file), "utf8")).toBe(`own ${file}`);
});
