// A store in memory, for tests and for pages that keep nothing.
import { StoreError } from "./errors.ts";
import { folderSteps, pathSteps, type Store, shorterThan } from "./store.ts";

/** An empty store that lives as long as the returned object. */
export function memoryStore(): Store {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const locks = new Set<string>();
  const location = "memory";

  const content = (path: string): Uint8Array<ArrayBuffer> => {
    pathSteps(path);
    const file = files.get(path);
    if (!file) throw new StoreError("missing", `Cannot read ${path} in ${location}: there is no such file.`);
    return file;
  };

  return {
    location,
    read: async (path) => content(path).slice(),
    readRange: async (path, start, end) => content(path).slice(start, end),
    async write(path, bytes) {
      pathSteps(path);
      files.set(path, bytes.slice());
    },
    async append(path, bytes) {
      pathSteps(path);
      const before = files.get(path) ?? new Uint8Array();
      const after = new Uint8Array(before.length + bytes.length);
      after.set(before);
      after.set(bytes, before.length);
      files.set(path, after);
    },
    async truncate(path, size) {
      const file = content(path);
      if (file.length < size) throw shorterThan(location, path, file.length, size);
      files.set(path, file.slice(0, size));
    },
    async move(from, to) {
      pathSteps(to);
      files.set(to, content(from));
      if (from !== to) files.delete(from);
    },
    async size(path) {
      pathSteps(path);
      return files.get(path)?.length;
    },
    async list(folder = "") {
      const prefix = folderSteps(folder)
        .map((step) => `${step}/`)
        .join("");
      const below = [...files.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length));
      return [...new Set(below.map((path) => path.replace(/\/.*/s, "/")))].sort();
    },
    async remove(path) {
      pathSteps(path);
      files.delete(path);
    },
    async lock(name) {
      pathSteps(name);
      if (locks.has(name)) throw new StoreError("locked", `${name} in ${location} is in use by another holder.`);
      locks.add(name);
      return async () => {
        locks.delete(name);
      };
    },
  };
}
