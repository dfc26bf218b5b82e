// Commands that wait until the run attends to them, between two steps.

export type Inbox<T> = {
  put(item: T): void;
  /** The next item, if there is one. */
  poll(): T | undefined;
  /** An item that could not be attended to, as the next one again. */
  putBack(item: T): void;
  /** The next item, once there is one; undefined where `until` resolves first. One taker at a time. */
  take(until: Promise<unknown>): Promise<T | undefined>;
};

/** An empty inbox. */
export function createInbox<T>(): Inbox<T> {
  const items: T[] = [];
  let taker: ((item: T | undefined) => void) | undefined;
  return {
    put(item) {
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
  };
}
