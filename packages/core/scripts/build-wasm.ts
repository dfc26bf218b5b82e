// Builds the kernels and writes them into the package as text: `npm run build:wasm`. The files are kept in the repository, so that the
// command runs without a build; a test compares them with a new build.
/// <reference types="node" />
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import ts from "typescript";

const sources = join(import.meta.dirname, "../src");
const folder = join(sources, "devices/wasm");

const flags = [
  ..."-O3 --noAssert --runtime stub --use abort= --enable simd --enable threads".split(" "),
  ..."--importMemory --sharedMemory --initialMemory 1 --maximumMemory 65536".split(" "),
];

/** What sets one build apart from another. */
const builds = { relaxed: ["--enable", "relaxed-simd"], plain: [] };

async function compile(extra: readonly string[]): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(
    // All sources lie under the base: a file reached by two paths would be two modules.
    ["devices/wasm/walk.as.ts", "--baseDir", sources, ...flags, ...extra, "--outFile", "out.wasm"],
    {
      writeFile(_, contents) {
        binary = contents as Uint8Array;
      },
    },
  );
  if (error || !binary) throw new Error(`The WebAssembly kernels do not compile.\n${stderr}`, { cause: error });
  return binary;
}

const note = "// Made by scripts/build-wasm.ts: do not edit.\n";

/** The generated files, by path: the builds of the kernels in base64, and the workers' source. */
export async function generate(): Promise<Record<string, string>> {
  const modules = await Promise.all(
    Object.entries(builds).map(
      async ([kind, extra]) => `  ${kind}:\n    "${Buffer.from(await compile(extra)).toString("base64")}",\n`,
    ),
  );
  const walker = readFileSync(join(folder, "threads/walker.ts"), "utf8");
  const { ESNext } = ts.ScriptTarget;
  const script = ts.transpileModule(walker, {
    compilerOptions: { target: ESNext, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  const quoted = script.outputText.replaceAll("export function", "function").replaceAll(/[\\`$]/g, "\\$&");
  return {
    [join(folder, "generated/modules.ts")]:
      `${note}\n/** Each build of the kernels, in base64. */\nexport const modules: { readonly relaxed: string; readonly plain: string } = {\n${modules.join("")}};\n`,
    [join(folder, "generated/walker.ts")]:
      `${note}\n/** The text of threads/walker.ts without its types. */\nexport const walkerSource: string = \`${quoted}\`;\n`,
  };
}

if (import.meta.main) {
  for (const [path, text] of Object.entries(await generate())) writeFileSync(path, text);
}
