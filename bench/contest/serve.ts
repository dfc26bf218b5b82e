// The side of a peer: a process of its own that is told to run by lines on stdin and answers each with a line of JSON.
import { createInterface } from "node:readline";

/** What a peer is given, as JSON in its first argument. */
export type Task = {
  /** A file with the network as JSON. */
  readonly model: string;
  readonly mode: "train" | "inference";
  readonly batch: number;
  readonly threads: number;
};

/** A peer that is loaded. `step` is everything that a training step or a classified batch takes. */
export type Peer = {
  /** Name, version and threads. */
  readonly about: string;
  step(): Promise<unknown>;
  /** The logits of the last step, where the task is inference: what is computed has to be the same everywhere. */
  logits?(): Promise<ArrayLike<number>>;
};

/** What a peer says: first that it is ready or why it cannot be, then a line for each run. */
export type Answer =
  | { readonly ready: string; readonly logits: readonly number[] | null }
  | { readonly skipped: string }
  | { readonly imagesPerSecond: number };

const warmUpSteps = 2;
/** A run makes as many steps as fill this time, one at least. */
const leastSeconds = 1;
/** So many logits are compared. */
const compared = 100;

const say = (answer: Answer) => void process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Why a peer cannot take part, in a line. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== "ERR_MODULE_NOT_FOUND") return String(message ?? error).split("\n")[0]!;
  return "not installed: npm ci --ignore-scripts in bench/";
}

/** Serves as the peer that `open` loads. */
export async function serve(open: (task: Task) => Promise<Peer>): Promise<void> {
  const task: Task = JSON.parse(process.argv[2]!);
  let peer: Peer;
  try {
    peer = await open(task);
    for (let step = 0; step < warmUpSteps; step++) await peer.step();
    const logits = await peer.logits?.();
    say({ ready: peer.about, logits: logits ? Array.from(logits).slice(0, compared) : null });
  } catch (error) {
    say({ skipped: reasonOf(error) });
    process.exit();
  }
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = performance.now();
    let seconds = 0;
    let steps = 0;
    for (; seconds < leastSeconds; steps++) {
      await peer.step();
      seconds = (performance.now() - start) / 1000;
    }
    say({ imagesPerSecond: (steps * task.batch) / seconds });
  }
  process.exit();
}
