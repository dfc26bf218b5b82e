// The store of browsers, and the types of all. Node, Deno and Bun get node.ts instead, by package.json's conditions.
export { StoreError, type StoreReason } from "./errors.ts";
export { memoryStore } from "./memory.ts";
export { openStore } from "./opfs.ts";
export type { Store } from "./store.ts";
