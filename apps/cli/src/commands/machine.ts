// What a bug report says about the machine. No host names, no paths, no user names.
import { readFileSync } from "node:fs";
import os from "node:os";
import { relaxedSimd, simd, threads } from "wasm-feature-detect";
import { version } from "../version.ts";

/** A fact about the machine by its name. */
export type Machine = Readonly<Record<string, string | number>>;

/** The vector instructions that decide how fast the CPU devices are. */
const interesting = ["sse4_1", "avx", "avx2", "fma", "avx512f", "asimd", "sve"];

/** Those of them that this processor has; only Linux tells. */
function processorFeatures(): string {
  try {
    const flags = new Set(readFileSync("/proc/cpuinfo", "utf8").split(/\s+/));
    return interesting.filter((feature) => flags.has(feature)).join(" ");
  } catch {
    return "not known on this system";
  }
}

async function wasmFeatures(): Promise<string> {
  const features = { simd: await simd(), "relaxed-simd": await relaxedSimd(), threads: await threads() };
  return Object.entries(features)
    .map(([name, has]) => (has ? name : `no ${name}`))
    .join(", ");
}

/** Looks at this machine. */
export async function machine(): Promise<Machine> {
  return {
    unravel: version,
    node: process.versions.node,
    v8: process.versions.v8,
    system: `${os.type()} ${os.release()} ${os.arch()}`,
    processor: os.cpus()[0]?.model.trim() ?? "unknown",
    cores: os.availableParallelism(),
    features: processorFeatures(),
    memory: `${Math.round(os.totalmem() / 2 ** 30)} GiB`,
    webassembly: await wasmFeatures(),
  };
}

/** A machine as lines "name: fact". */
export const machineText = (facts: Machine): string =>
  Object.entries(facts)
    .map(([name, fact]) => `${name}: ${fact}`)
    .join("\n");

/** A text without the paths that name a user. */
export const anonymous = (text: string): string =>
  [
    { path: process.cwd(), shown: "." },
    { path: os.homedir(), shown: "~" },
  ]
    .filter(({ path }) => path.length > 1)
    .reduce((rest, { path, shown }) => rest.replaceAll(path, shown), text);
