// One set of checks for every kind of store; the browser's runs in a real Chromium, in a page and in a worker.
/// <reference types="node" />
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { memoryStore, openStore, type Store, StoreError, type StoreReason } from "./node.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

type Opened = { store: Store; close(): Promise<void> };
type Answer = { value?: unknown; failure?: { message: string; reason?: StoreReason } };

const browser = process.env.UNRAVEL_CHROMIUM ?? "/usr/bin/chromium";

/** Runs in Chromium: answers calls [method, arguments] on a store; bytes travel as {bytes: numbers}. */
const driver = `
import { openStore } from "/index.ts";
const store = openStore("some/place");
const releases = {
  release: async (number) => { await releases.held[number](); },
  held: [],
};
globalThis.answer = async ([method, values]) => {
  try {
    const given = values.map((value) => (value?.bytes ? Uint8Array.from(value.bytes) : value));
    const value = await (releases[method] ?? store[method])(...given);
    if (typeof value === "function") return { value: releases.held.push(value) - 1 };
    return { value: value instanceof Uint8Array ? { bytes: [...value] } : value };
  } catch (error) {
    return { failure: { message: error.message, reason: error.reason } };
  }
};
if (globalThis.document === undefined) {
  onmessage = async ({ data, ports }) => ports[0].postMessage(await answer(data));
  postMessage("ready");
}`;

const inWorker = `
const worker = new Worker("/driver.js", { type: "module" });
await new Promise((resolve) => { worker.onmessage = resolve; });
globalThis.answer = (call) => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => resolve(data);
  worker.postMessage(call, [port2]);
});`;

/** A browser's store, every call of which is carried out in Chromium by a page running `script`. */
async function openInChromium(script: string): Promise<Opened> {
  const server = createServer(async (request, response) => {
    const name = request.url!.slice(1);
    const script = name === "driver.js" || name.endsWith(".ts");
    response.setHeader("content-type", script ? "text/javascript" : "text/html");
    if (name === "driver.js") response.end(driver);
    else if (script) response.end(stripTypeScriptTypes(await readFile(join(import.meta.dirname, name), "utf8")));
    else response.end("<!doctype html>");
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const running = await chromium.launch({ executablePath: browser, args: ["--no-sandbox"] });
  const page = await running.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.addScriptTag({ type: "module", content: script });
  await page.waitForFunction("globalThis.answer");

  const call = async (method: string, values: readonly unknown[]): Promise<unknown> => {
    const sent = values.map((value) => (value instanceof Uint8Array ? { bytes: [...value] } : value));
    const answer = (await page.evaluate(`answer(${JSON.stringify([method, sent])})`)) as Answer;
    if (answer.failure) throw new StoreError(answer.failure.reason ?? "other", answer.failure.message);
    if (method === "lock") return () => call("release", [answer.value]);
    const value = answer.value as { bytes?: number[] } | undefined;
    return value?.bytes ? Uint8Array.from(value.bytes) : value;
  };
  const store = new Proxy({} as Store, {
    get:
      (_, method) =>
      (...values: unknown[]) =>
        call(String(method), values),
  });
  const close = async () => {
    await running.close();
    server.close();
  };
  return { store, close };
}

const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  memory: async () => ({ store: memoryStore(), close: async () => {} }),
  "a folder": async () => {
    const folder = await mkdtemp(join(tmpdir(), "unravel-store-"));
    return { store: openStore(join(folder, "made/later")), close: () => rm(folder, { recursive: true }) };
  },
  "a page": () => openInChromium('import "/driver.js"'),
  "a worker": () => openInChromium(inWorker),
};

describe.each(Object.keys(kinds))("a store in %s", (kind) => {
  const reason = /page|worker/.test(kind) && !existsSync(browser) ? `no Chromium at ${browser}` : undefined;
  let opened: Opened | undefined;
  let store: Store;
  beforeAll(async () => {
    if (reason) return;
    opened = await kinds[kind]!();
    store = opened.store;
  });
  afterAll(() => opened?.close());
  const check = (name: string, body: () => Promise<void>) =>
    test(name, async ({ skip }) => {
      if (reason) skip(reason);
      await body();
    });

  check("writes, replaces and reads whole files and ranges", async () => {
    await store.write("a/b.txt", bytes("first, and longer"));
    await store.write("a/b.txt", bytes("0123456789"));
    expect(text(await store.read("a/b.txt"))).toBe("0123456789");
    expect(text(await store.readRange("a/b.txt", 2, 5))).toBe("234");
    expect(text(await store.readRange("a/b.txt", 8, 50))).toBe("89");
    expect(text(await store.readRange("a/b.txt", 50, 60))).toBe("");
    expect(await store.size("a/b.txt")).toBe(10);
    await store.write("empty", bytes(""));
    expect(await store.size("empty")).toBe(0);
  });

  check("appends and cuts", async () => {
    await store.append("log/lines", bytes("one"));
    await store.append("log/lines", bytes("two"));
    expect(text(await store.read("log/lines"))).toBe("onetwo");
    await store.truncate("log/lines", 4);
    expect(text(await store.read("log/lines"))).toBe("onet");
    await expect(store.truncate("log/lines", 5)).rejects.toThrow(/to 5 bytes: it has only 4/);
  });

  check("lists a folder: files, folders with a slash, sorted", async () => {
    for (const path of ["list/z", "list/A", "list/sub/x"]) await store.write(path, bytes("."));
    expect(await store.list("list")).toEqual(["A", "sub/", "z"]);
    expect(await store.list()).toContain("list/");
    expect(await store.list("nowhere")).toEqual([]);
  });

  check("renames over another file, and removes", async () => {
    await store.write("old", bytes("old"));
    await store.write("moved/new", bytes("new"));
    await store.move("old", "moved/new");
    expect(text(await store.read("moved/new"))).toBe("old");
    expect(await store.size("old")).toBeUndefined();
    await store.remove("moved/new");
    await store.remove("moved/new");
    await store.remove("nowhere/at/all");
    expect(await store.size("moved/new")).toBeUndefined();
  });

  check("says what is missing", async () => {
    await expect(store.read("gone")).rejects.toMatchObject({ name: "StoreError", reason: "missing" });
    await expect(store.read("gone")).rejects.toThrow(/Cannot read .*gone.*: there is no such file/);
  });

  check("refuses paths that lead out of it", async () => {
    for (const path of ["../x", "/etc/passwd", "a/../../x", "a//b", "", ".", "C:/x", "a\\..\\b", "a\0b"]) {
      await expect(store.write(path, bytes("x"))).rejects.toMatchObject({ reason: "path" });
      await expect(store.read(path)).rejects.toThrow("is refused");
    }
  });

  check("has one holder of a lock at a time", async () => {
    const release = await store.lock("run");
    await expect(store.lock("run")).rejects.toMatchObject({ reason: "locked" });
    const other = await store.lock("other");
    await release();
    const again = await store.lock("run");
    await Promise.all([again(), other()]);
  });
});
