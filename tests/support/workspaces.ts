// The workspaces as data, read from their package.json files.
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The repository's root folder. */
export const root: string = join(import.meta.dirname, "../..");

/** What the repository's tests read of a package.json. */
export type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

/** A workspace: its folder relative to the root ("packages/core"), and whether it is a library that others import. */
export type Workspace = { readonly folder: string; readonly manifest: Manifest; readonly library: boolean };

/** Reads the package.json in `folder` (relative to the root). */
export const readManifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

/** Every workspace, libraries first. */
export const workspaces: readonly Workspace[] = globSync(["packages/*/package.json", "apps/*/package.json"], {
  cwd: root,
})
  .map((file) => dirname(file))
  .sort()
  .reverse()
  .map((folder) => ({ folder, manifest: readManifest(folder), library: folder.startsWith("packages/") }));
