// V8's revectorizer makes one 256-bit instruction of two 128-bit ones, which is all that WebAssembly has. It is experimental: it is turned on
// where a trial, made once on a machine, shows that it gains and leaves the same bits.
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { setFlagsFromString } from "node:v8";
import { openStore, type Store } from "@unravel/core/store";
import envPaths from "env-paths";
import * as v from "valibot";
import { version } from "../version.ts";
import type { Trial } from "./trial.ts";

const flag = "--experimental-wasm-revectorize";
const leastGain = 1.05;
const file = "revectorizer.json";

/** What is kept of a trial: where it was made, and how many times faster the flag is; 0 where the weights differ. */
const recordSchema = v.object({ machine: v.string(), gain: v.number() });

/** How many times faster the revectorized trials are; 0 where not all trials leave the same weights. */
export function gainOf(plain: readonly Trial[], revectorized: readonly Trial[]): number {
  const bits = new Set([...plain, ...revectorized].map(({ weights }) => weights));
  const fastest = (trials: readonly Trial[]) => Math.min(...trials.map(({ milliseconds }) => milliseconds));
  return bits.size === 1 ? fastest(plain) / fastest(revectorized) : 0;
}

/** Runs the trial in a process with `flags`. */
async function attempt(...flags: readonly string[]): Promise<Trial> {
  // Beside this file: TypeScript in the repository, JavaScript in the package.
  const script = fileURLToPath(new URL(`trial${extname(import.meta.url)}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...process.execArgv, ...flags, script]);
  return JSON.parse(stdout);
}

/** Alternately with and without the flag: what else the machine does meets both. */
async function measureGain(): Promise<number> {
  const [plain, revectorized]: [Trial[], Trial[]] = [[], []];
  for (let pair = 0; pair < 2; pair++) {
    revectorized.push(await attempt(flag)); // first: an engine without it fails at once
    plain.push(await attempt());
  }
  return gainOf(plain, revectorized);
}

async function knownGain(cache: Store, machine: string): Promise<number | undefined> {
  try {
    const record = v.parse(recordSchema, JSON.parse(new TextDecoder().decode(await cache.read(file))));
    return record.machine === machine ? record.gain : undefined;
  } catch {
    return undefined; // none yet, or one that was cut off
  }
}

/**
 * Turns the revectorizer on for what this process compiles from now on, where it gains. The first call on a machine takes some seconds for
 * the trial and says in a line what came of it; UNRAVEL_REVECTORIZE=0 does without.
 */
export async function revectorize(
  notice: (line: string) => void,
  {
    measure = measureGain,
    cache = openStore(envPaths("unravel", { suffix: "" }).cache),
  }: { readonly measure?: () => Promise<number>; readonly cache?: Store } = {},
): Promise<void> {
  if (process.env.UNRAVEL_REVECTORIZE === "0" || process.arch !== "x64") return; // V8 has it for x64 only
  const machine = `unravel ${version}, Node ${process.version}, ${cpus()[0]?.model}`;
  let gain = await knownGain(cache, machine);
  if (gain === undefined) {
    notice("Trying once on this machine whether V8's revectorizer makes training faster: some seconds.");
    // Without a trial that came to its end nothing is kept, and the flag is left off.
    gain = await measure().catch(() => undefined);
    if (gain === undefined) return;
    const record = new TextEncoder().encode(JSON.stringify({ machine, gain }));
    await cache.write(file, record).catch(() => {}); // a cache that cannot be written costs another trial
    notice(outcome(gain));
  }
  if (gain >= leastGain) setFlagsFromString(flag);
}

const outcome = (gain: number): string =>
  gain >= leastGain
    ? `V8's revectorizer trains ${gain.toFixed(2)} times as fast here, with the same bits: it is used from now on (UNRAVEL_REVECTORIZE=0 does without).`
    : `V8's revectorizer ${gain === 0 ? "gives other bits" : "does not gain"} here: it is left off.`;
