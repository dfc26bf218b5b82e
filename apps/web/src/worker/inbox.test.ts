import { expect, test } from "vitest";
import { createInbox } from "./inbox.ts";

const never = new Promise(() => {});

test("items come out in order, by poll or by take", async () => {
  const inbox = createInbox<number>();
  expect(inbox.poll()).toBeUndefined();
  inbox.put(1);
  inbox.put(2);
  expect(inbox.poll()).toBe(1);
  expect(await inbox.take(never)).toBe(2);
});

test("a taker waits for the next item, which then is in nobody's way", async () => {
  const inbox = createInbox<number>();
  const taken = inbox.take(never);
  inbox.put(1);
  inbox.put(2);
  expect(await taken).toBe(1);
  expect(inbox.poll()).toBe(2);
  expect(inbox.poll()).toBeUndefined();
});

test("a taker gives up when it is told to, and takes nothing then", async () => {
  const inbox = createInbox<number>();
  expect(await inbox.take(Promise.resolve())).toBeUndefined();
  inbox.put(1);
  expect(inbox.poll()).toBe(1);
});

test("what is put back comes first", () => {
  const inbox = createInbox<number>();
  inbox.put(2);
  inbox.putBack(1);
  expect([inbox.poll(), inbox.poll()]).toEqual([1, 2]);
});

test("who watches hears of what waits and what comes, and takes nothing", () => {
  const inbox = createInbox<number>();
  const heard: number[] = [];
  inbox.put(1);
  const unwatch = inbox.watch((item) => heard.push(item));
  inbox.put(2);
  unwatch();
  inbox.put(3);
  expect(heard).toEqual([1, 2]);
  expect([inbox.poll(), inbox.poll(), inbox.poll()]).toEqual([1, 2, 3]);
});
