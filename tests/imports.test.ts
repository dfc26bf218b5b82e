// Which package may import which: the arrows of docs/architecture.md, checked in every package.json and source file.
import { globSync, readFileSync } from "node:fs";
import { join, matchesGlob, relative, resolve } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readManifest, root, type Workspace, workspaces } from "./support/workspaces.ts";

/** What of ours a library may import; a package name stands for its subpaths too. Apps import what they like. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "@unravel/blocks": [],
  "@unravel/core": [],
  "@unravel/models": ["@unravel/blocks", "@unravel/core"],
  // Subpaths without device code: reading images must not load a tensor runtime.
  "@unravel/data": ["@unravel/core/random", "@unravel/core/store"],
  "@unravel/train": ["@unravel/models", "@unravel/core", "@unravel/data"],
  "@unravel/analysis": ["@unravel/blocks", "@unravel/core", "@unravel/models", "@unravel/data", "@unravel/train"],
  "@unravel/tfjs": ["@unravel/core"],
};

/** The only library sources that may import Node's own modules: elsewhere there may be no Node. */
const nodeSources = "packages/core/src/store/node*.ts";

/** The development tools and types that a test, or a helper of tests, may import wherever it is. */
const testTools = Object.keys(readManifest(".").devDependencies ?? {});

type Import = { readonly file: string; readonly specifier: string; readonly inTest: boolean };

/** What a script imports, and the files of packages that it looks up (fonts, modules of WebAssembly). */
const specifiersIn = (script: string): string[] => [
  ...ts.preProcessFile(script, true, true).importedFiles.map(({ fileName }) => fileName),
  ...[...script.matchAll(/import\.meta\.resolve\("([^"]+)"\)/g)].map((match) => match[1]!),
];

function importsOf({ folder }: Workspace): readonly Import[] {
  return globSync(join(folder, "src/**/*.{ts,svelte}"), { cwd: root, exclude: ["**/*.as.ts"] }).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const scripts = file.endsWith(".svelte")
      ? [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((match) => match[1] ?? "")
      : [text];
    const inTest = /\.(test|testing)\.ts$/.test(file);
    return scripts.flatMap(specifiersIn).map((specifier) => ({ file, specifier, inTest }));
  });
}

const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

const isOurs = (specifier: string): boolean => specifier.startsWith("@unravel/");

const mayImport = ({ manifest, library }: Workspace, specifier: string): boolean =>
  !library || (allowed[manifest.name] ?? []).some((entry) => specifier === entry || specifier.startsWith(`${entry}/`));

/** Why `workspace` may not hold this import, or undefined where it may. */
function fault(workspace: Workspace, { file, specifier, inTest }: Import): string | undefined {
  const { manifest, library, folder } = workspace;
  if (specifier.startsWith(".")) {
    const target = relative(root, resolve(root, file, "..", specifier));
    const inside = target.startsWith(`${folder}/`) || (inTest && target.startsWith("tests/support/"));
    return inside ? undefined : "leaves its package: import the package by its name";
  }
  if (specifier.startsWith("node:")) {
    return !library || inTest || matchesGlob(file, nodeSources) ? undefined : `is only for ${nodeSources}`;
  }
  if (isOurs(specifier) && !mayImport(workspace, specifier)) return "is against the direction of the packages";
  const declared = Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...(manifest.private || inTest ? manifest.devDependencies : {}),
  });
  const known = [...declared, ...(inTest ? testTools : [])].includes(packageOf(specifier));
  return known ? undefined : `is not declared in ${folder}/package.json`;
}

describe.each(workspaces.map((workspace) => [workspace.manifest.name, workspace] as const))("%s", (name, workspace) => {
  const imports = importsOf(workspace);

  test("has a row in the table of directions", () => {
    if (workspace.library) expect(Object.keys(allowed)).toContain(name);
  });

  test("depends only on packages below it", () => {
    const { dependencies, peerDependencies } = workspace.manifest;
    const ours = Object.keys({ ...dependencies, ...peerDependencies }).filter(isOurs);
    const below = workspace.library ? (allowed[name] ?? []).map(packageOf) : ours;
    expect(ours.filter((dependency) => !below.includes(dependency))).toEqual([]);
  });

  test("imports only what it may", () => {
    const faults = imports.flatMap((found) => {
      const reason = fault(workspace, found);
      return reason === undefined ? [] : [`${found.file} imports ${found.specifier}, which ${reason}`];
    });
    expect(faults).toEqual([]);
  });

  test("imports every dependency that it declares", () => {
    const used = new Set(imports.filter(({ inTest }) => !inTest).map(({ specifier }) => packageOf(specifier)));
    expect(Object.keys(workspace.manifest.dependencies ?? {}).filter((dependency) => !used.has(dependency))).toEqual(
      [],
    );
  });
});
