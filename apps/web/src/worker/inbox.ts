// Commands that wait until the run attends to them, between two steps.

export type Inbox<T> = {
  put(item: T): void;
  /** The next item, if there is one. */
  poll(): T | undefined;
  /** The next item, once there is one. One taker at a time. */
  take(): Promise<T>;
};

/** An empty inbox. */
export function createInbox<T>(): Inbox<T> {
  const items: T[] = [];
  let taker: ((item: T) => void) | undefined;
  return {
    put(item) {
      if (!taker) items.push(item);
      taker?.(item);
      taker = undefined;
    },
    poll: () => items.shift(),
    take: () =>
      items.length > 0
        ? Promise.resolve(items.shift()!)
        : new Promise((resolve) => {
            taker = resolve;
          }),
  };
}
