// Where the page keeps its run, so that it outlives a tab that the browser discards: one run of the origin, the latest.
import { memoryStore, openStore, type Store } from "@unravel/core/store";
import { unfinishedStep } from "@unravel/train";
import { type Kept, type RunSettings, runKey } from "../run/protocol.ts";

/** What the page writes beside the run's own files: the settings that it was started with. */
const settingsPath = "settings.json";

/** The page's place; in memory where another tab has it, or the browser keeps nothing (private windows). */
export async function openPlace(): Promise<Store> {
  try {
    const store = openStore("lab/run");
    await store.lock("tab"); // until the worker ends
    await store.list();
    return store;
  } catch {
    return memoryStore();
  }
}

/** Empties the place, or a folder of it. */
export async function forget(store: Store, folder = ""): Promise<void> {
  for (const name of await store.list(folder)) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (name.endsWith("/")) await forget(store, path.slice(0, -1));
    else await store.remove(path);
  }
}

/** Empties the place for a run with `settings`. */
export async function prepare(store: Store, settings: RunSettings): Promise<void> {
  await forget(store);
  await store.write(settingsPath, new TextEncoder().encode(runKey(settings)));
}

/** The run that was cut off, if one was. */
export async function keptRun(store: Store): Promise<Kept | undefined> {
  const step = await unfinishedStep(store);
  if (step === undefined || (await store.size(settingsPath)) === undefined) return undefined;
  return { key: new TextDecoder().decode(await store.read(settingsPath)), step };
}
