// Commands that wait until the run attends to them, between two steps.

export type Inbox<T> = {
  put(item: T): void;
  /** The next item, if there is one. */
  poll(): T | undefined;
  /** An item that could not be attended to, as the next one again. */
  putBack(item: T): void;
  /** The next item, once there is one; undefined where `until` resolves first. One taker at a time. */
  take(until: Promise<unknown>): Promise<T | undefined>;
  /** Tells `listener` of all items that wait and of each that comes; they stay for their taker. Returns how to end it. */
  watch(listener: (item: T) => void): () => void;
};

/** An empty inbox. */
export function createInbox<T>(): Inbox<T> {
  const items: T[] = [];
  const listeners = new Set<(item: T) => void>();
  let taker: ((item: T | undefined) => void) | undefined;
  return {
    put(item) {
      for (const listener of listeners) listener(item);
      if (taker) taker(item);
      else items.push(item);
    },
    poll: () => items.shift(),
    putBack: (item) => void items.unshift(item),
    take(until) {
      if (items.length > 0) return Promise.resolve(items.shift());
      return new Promise((resolve) => {
        const mine = (item: T | undefined) => {
          if (taker === mine) taker = undefined;
          resolve(item);
        };
        taker = mine;
        until.then(() => mine(undefined));
      });
    },
    watch(listener) {
      listeners.add(listener);
      items.forEach(listener);
      return () => void listeners.delete(listener);
    },
  };
}
