import { expect, test } from "vitest";
import { createInbox } from "./inbox.ts";

test("items come out in order, by poll or by take", async () => {
  const inbox = createInbox<number>();
  expect(inbox.poll()).toBeUndefined();
  inbox.put(1);
  inbox.put(2);
  expect(inbox.poll()).toBe(1);
  expect(await inbox.take()).toBe(2);
});

test("a taker waits for the next item, which then is in nobody's way", async () => {
  const inbox = createInbox<number>();
  const taken = inbox.take();
  inbox.put(1);
  inbox.put(2);
  expect(await taken).toBe(1);
  expect(inbox.poll()).toBe(2);
  expect(inbox.poll()).toBeUndefined();
});
