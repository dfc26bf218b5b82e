// Runs whose store fails in the middle of anything.
import { memoryStore, type Store, StoreError } from "@unravel/core/store";
import { describe, expect, test } from "vitest";
import { tinyRecipe } from "./tiny.testing.ts";
import { content, go, start, unbroken } from "./tiny-run.testing.ts";

describe("a run that dies", () => {
  const given = { recipe: tinyRecipe({ validation: 5, length: { epochs: 2 }, averageDecay: 0.5 }) };

  /** `store`, whose call number `fatal` (from 1) fails, an append after half of its bytes; and how many calls it had. */
  function mortal(store: Store, fatal: number): { readonly store: Store; calls(): number } {
    let calls = 0;
    const dying =
      <A extends readonly unknown[], R>(call: (...values: A) => Promise<R>, partly?: (...values: A) => Promise<R>) =>
      async (...values: A): Promise<R> => {
        calls += 1;
        if (calls < fatal) return call(...values);
        if (calls === fatal) await partly?.(...values);
        throw new StoreError("full", "the disk is full");
      };
    return {
      calls: () => calls,
      store: {
        ...store,
        read: dying(store.read),
        write: dying(store.write),
        append: dying(store.append, (path, bytes) => store.append(path, bytes.subarray(0, bytes.length / 2))),
        truncate: dying(store.truncate),
        size: dying(store.size),
        list: dying(store.list),
        remove: dying(store.remove),
      },
    };
  }

  test("at any of its store's calls goes on with the bits of an unbroken one", async () => {
    const expected = await unbroken(given);
    let deaths = 0;
    for (let fatal = 1; ; fatal++) {
      const directory = memoryStore();
      const { store, calls } = mortal(directory, fatal);
      const died = await start(store, given, { checkpointEvery: 2 }).then(
        () => false,
        (error: unknown) => error instanceof StoreError,
      );
      if (!died) {
        expect(calls()).toBe(fatal - 1);
        break;
      }
      deaths += 1;
      await go(directory, given, { checkpointEvery: 3 });
      expect(await content(directory)).toEqual(expected);
    }
    expect(deaths).toBeGreaterThan(25);
  });

  test("again and again, at a later call each time, ends all the same", async () => {
    const directory = memoryStore();
    let deaths = 0;
    for (let fatal = 5; ; fatal += 2) {
      const { store } = mortal(directory, fatal);
      const died = await go(store, given, { checkpointEvery: 1 }).then(
        () => false,
        () => true,
      );
      if (!died) break;
      deaths += 1;
    }
    expect(deaths).toBeGreaterThan(3);
    expect(await content(directory)).toEqual(await unbroken(given));
  });
});
