// Every entry point of every library bundles for a browser, with nothing of Node left in the bundle.
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { describe, expect, test } from "vitest";
import { root, workspaces } from "../support/workspaces.ts";

const entries = workspaces
  .filter(({ library }) => library)
  .flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((subpath) => !subpath.endsWith(".wasm"))
      .map((subpath) => join(manifest.name, subpath)),
  );

describe.each(entries)("%s", (entry) => {
  test("bundles for a browser without Node's modules", async () => {
    const warnings: string[] = [];
    const bundle = await rolldown({
      input: { entry },
      cwd: root,
      platform: "browser",
      resolve: { conditionNames: ["@unravel/source", "browser", "import", "default"] },
      onLog: (_level, { code, message }) => {
        if (code === "UNRESOLVED_IMPORT") warnings.push(message);
      },
    });
    const { output } = await bundle.generate({ format: "esm" });
    await bundle.close();
    const imported = output.flatMap((chunk) =>
      chunk.type === "chunk" ? [...chunk.imports, ...chunk.dynamicImports] : [],
    );
    expect(imported.filter(isBuiltin)).toEqual([]);
    expect(warnings).toEqual([]);
  });
});
