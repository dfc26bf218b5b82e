// tfjs keeps its backends, and which of them is active, in one global engine. This is the only file that changes that.
import * as tf from "@tensorflow/tfjs-core";

/** A new backend, and what else ends with it. */
export type Created<Backend extends tf.KernelBackend> = { readonly backend: Backend; close(): void };

type Started = { users: number; readonly created: Promise<Created<tf.KernelBackend>> };

const started = new Map<string, Started>();

/**
 * The backend registered as `name`, for one more user. Where the program around us has started it already it is shared,
 * so that tensors can go to and fro; otherwise `create` makes it. Rejects with what `create` throws.
 */
export async function acquireBackend<Backend extends tf.KernelBackend>(
  name: string,
  create: () => Promise<Created<Backend>>,
): Promise<Backend> {
  const entry = started.get(name) ?? { users: 0, created: start(name, create) };
  started.set(name, entry);
  entry.users++;
  try {
    return (await entry.created).backend as Backend;
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
  (await entry.created).close();
}

async function start(
  name: string,
  create: () => Promise<Created<tf.KernelBackend>>,
): Promise<Created<tf.KernelBackend>> {
  const running = tf.engine().registry[name];
  if (running) return { backend: running, close: () => {} };
  const { backend, close } = await create();
  const original = tf.findBackendFactory(name) as ReturnType<typeof tf.findBackendFactory> | null;
  // A factory that answers at once makes every later change of the active backend synchronous.
  if (original) tf.removeBackend(name);
  tf.registerBackend(name, () => backend);
  return {
    backend: tf.findBackend(name),
    close() {
      tf.removeBackend(name);
      if (original) tf.registerBackend(name, original);
      close();
    },
  };
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
