// Writes the builds of the kernels as files to dist/, for pages that serve them instead of taking the inlined ones.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { modules } from "../src/devices/wasm/generated/modules.ts";

const folder = join(import.meta.dirname, "../dist/wasm");
mkdirSync(folder, { recursive: true });
for (const [kind, text] of Object.entries(modules)) {
  writeFileSync(join(folder, `${kind}.wasm`), Buffer.from(text, "base64"));
}
