// A table of two networks that train in milliseconds, and where its runs are kept in tests.

import type { NetworkOptions } from "@unravel/blocks";
import { createReferenceDevice, type DeviceSupply } from "@unravel/core";
import { memoryStore, type Store } from "@unravel/core/store";
import { type Recipe, recipes } from "@unravel/train";
import { type PaperTable, paperTables } from "../tables/index.ts";
import { tinyImages, tinyModel } from "../tiny.testing.ts";
import { hash } from "./hash.ts";
import type { ReproduceOptions, Workshop } from "./options.ts";
import type { PlannedRun } from "./plan.ts";

const recipe: Recipe = { ...recipes.demo, name: "tiny", batch: 8, length: { epochs: 2 }, augmentation: null };

/** A planned run of the tiny network. */
export function tinyRun(
  row: string,
  seed: number,
  change: Partial<PlannedRun> & { readonly options?: Partial<NetworkOptions>; readonly train?: Partial<Recipe> } = {},
): PlannedRun {
  const { options = {}, train = {}, ...rest } = change;
  const model = tinyModel({ depths: [2, 2], ...options });
  const own = { ...recipe, ...train, seed };
  return {
    table: "T2",
    scale: "tiny",
    row,
    seed,
    model,
    network: { name: "resnet110", options: { depths: [2, 2] } },
    recipe: own,
    images: { dataset: "cifar10", side: 8, testSide: 8, synthetic: null },
    test: null,
    dissections: [],
    fingerprint: hash({ model, recipe: own }),
    ...rest,
  };
}

/** The paper's table that the tiny runs stand in. */
export const table: PaperTable = paperTables.find(({ id }) => id === "T2")!;

/** A workshop in memory, with the names of the runs that are in it. */
export function memoryWorkshop(): Workshop & { readonly stores: ReadonlyMap<string, Store> } {
  const stores = new Map<string, Store>();
  return {
    stores,
    open(name) {
      const store = stores.get(name) ?? memoryStore();
      stores.set(name, store);
      return store;
    },
    async discard(name) {
      stores.delete(name);
    },
  };
}

/** A supply of the reference device alone. */
const devices: DeviceSupply = {
  device: createReferenceDevice(),
  refusals: [],
  replace: () => Promise.reject(new Error("there is no other device")),
  dispose: async () => {},
};

/** Options that carry `runs` out, `change` on top. */
export const tinyOptions = (runs: readonly PlannedRun[], change: Partial<ReproduceOptions> = {}): ReproduceOptions => ({
  runs,
  store: memoryStore(),
  workshop: memoryWorkshop(),
  devices,
  data: async () => ({ train: tinyImages(24), test: tinyImages(9, 2) }),
  origin: { date: "2026-11-21", command: "a test", version: "0.0.0" },
  ...change,
});
