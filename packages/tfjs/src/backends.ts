// tfjs keeps its backends, and which of them is active, in one global engine. This is the only file that changes that.
import * as tf from "@tensorflow/tfjs-core";

type Started = { readonly backend: tf.KernelBackend; readonly end: () => void };

const started = new Map<string, { users: number; readonly start: Promise<Started> }>();

/**
 * The backend registered as `name`, for one more user. Where the program around us has started it already it is shared,
 * so that tensors can go to and fro; otherwise `create` makes it. Rejects with what `create` throws.
 */
export async function acquireBackend(name: string, create: () => Promise<tf.KernelBackend>): Promise<tf.KernelBackend> {
  const entry = started.get(name) ?? { users: 0, start: start(name, create) };
  started.set(name, entry);
  entry.users++;
  try {
    return (await entry.start).backend;
  } catch (error) {
    started.delete(name);
    throw error;
  }
}

/** Takes one user's claim back; with the last one the backend ends, and its tensors with it. */
export async function releaseBackend(name: string): Promise<void> {
  const entry = started.get(name);
  if (!entry || --entry.users > 0) return;
  started.delete(name);
  (await entry.start).end();
}

async function start(name: string, create: () => Promise<tf.KernelBackend>): Promise<Started> {
  const running = tf.engine().registry[name];
  if (running) return { backend: running, end: () => {} };
  const backend = await create();
  const original = tf.findBackendFactory(name) as ReturnType<typeof tf.findBackendFactory> | null;
  // A factory that answers at once makes every later change of the active backend synchronous.
  if (original) tf.removeBackend(name);
  tf.registerBackend(name, () => backend);
  const end = () => {
    tf.removeBackend(name);
    if (original) tf.registerBackend(name, original);
  };
  return { backend: tf.findBackend(name), end };
}

/**
 * Runs `work` with `name` as tfjs's active backend and then brings back the one that was. `work` is synchronous, so
 * nothing of another backend can come between its ops.
 */
export function onBackend<T>(name: string, work: () => T): T {
  const previous = tf.getBackend() as string | null | undefined;
  if (previous !== name) void tf.setBackend(name);
  try {
    return work();
  } finally {
    if (previous && previous !== name && tf.engine().registry[previous]) void tf.setBackend(previous);
  }
}
