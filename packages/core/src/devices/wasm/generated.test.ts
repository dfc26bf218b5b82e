// The inlined builds are those of the sources, and every thread can start on them.
/// <reference types="node" />
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, test } from "vitest";
import { generate } from "../../../scripts/build-wasm.ts";
import { modules } from "./generated/modules.ts";

test("a new build gives the same files: else run `npm run build:wasm -w @unravel/core`", async () => {
  for (const [path, text] of Object.entries(await generate())) {
    expect(readFileSync(path, "utf8") === text, relative(process.cwd(), path)).toBe(true);
  }
});

const dataSection = 11;

/** The kinds of a module's sections, in order. */
function sections(bytes: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 8; at < bytes.length; ) {
    found.push(bytes[at++]!);
    let length = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      length |= (bytes[at]! & 127) << shift;
      more = bytes[at++]! > 127;
    }
    at += length;
  }
  return found;
}

test.each(Object.entries(modules))(
  "the %s build has no data, which every starting thread would write again",
  (_, text) => {
    expect(sections(Buffer.from(text, "base64"))).not.toContain(dataSection);
  },
);
