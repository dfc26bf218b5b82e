// Downloads from a real server that behaves, and misbehaves, as servers do.
/// <reference types="node" />
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { memoryStore } from "@unravel/core/store";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { download, type Progress } from "./download.ts";
import { loadCifar } from "./load.ts";

const file = Uint8Array.from({ length: 9_000_000 }, (_, at) => (at * 31 + (at >> 10)) % 256);
const md5 = createHash("md5").update(file).digest("hex");

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let answers: Answer[] = [];
let asked: (string | undefined)[] = [];
const server = createServer((request, response) => {
  asked.push(request.headers.range);
  (answers.length > 1 ? answers.shift()! : answers[0]!)(request, response);
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => server.close());

const startOf = (request: IncomingMessage) => Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);

/** Serves ranges as the standard says. */
const ranges: Answer = (request, response) => {
  const start = startOf(request);
  if (start >= file.length) return void response.writeHead(416, { "content-range": `bytes */${file.length}` }).end();
  const partial = { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` };
  response.writeHead(start > 0 ? 206 : 200, { "content-length": file.length - start, ...(start > 0 && partial) });
  response.end(file.subarray(start));
};
const ignoresRange: Answer = (_, response) => void response.writeHead(200, { "content-length": file.length }).end(file);
/** Says the whole length, sends `bytes` of it and hangs up. */
const breaksAfter =
  (bytes: number): Answer =>
  (request, response) => {
    const start = startOf(request);
    const partial = { "content-range": `bytes ${start}-${file.length - 1}/${file.length}` };
    response.writeHead(start > 0 ? 206 : 200, { "content-length": file.length - start, ...(start > 0 && partial) });
    response.write(file.subarray(start, start + bytes), () => setTimeout(() => response.destroy(), 50));
  };
/** Says no length and stops early: only the sum can tell. */
const truncates: Answer = (_, response) => void response.writeHead(200).end(file.subarray(0, 5_000_000));

describe("download", () => {
  test("keeps a file with the right sum, tells how far it is, and does not ask again", async () => {
    answers = [ranges];
    const store = memoryStore();
    const seen: Progress[] = [];
    await download(url, store, "a/file", md5, { onProgress: (progress) => seen.push(progress) });
    expect(
      createHash("md5")
        .update(await store.read("a/file"))
        .digest("hex"),
    ).toBe(md5);
    expect(seen.at(-1)).toEqual({ received: file.length, total: file.length });
    await download(url, store, "a/file", md5);
    expect(asked).toEqual([undefined]);
    expect(await store.list("a")).toEqual(["file"]);
  });

  test("goes on where a broken connection left it", async () => {
    answers = [breaksAfter(5_000_000), breaksAfter(2_000_000), ranges];
    const store = memoryStore();
    await download(url, store, "file", md5);
    expect(await store.size("file")).toBe(file.length);
    expect(asked.length).toBe(3);
    const starts = asked.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range!)![1]));
    expect(starts[0]).toBeGreaterThan(1_000_000);
    expect(starts[1]).toBeGreaterThan(starts[0]!);
  });

  test("goes on after the caller stopped it", async () => {
    answers = [ranges];
    const store = memoryStore();
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await expect(download(url, store, "file", md5, { onProgress, signal: stop.signal })).rejects.toThrow(/abort/);
    expect(await store.list()).toEqual(["file.part"]);
    await download(url, store, "file", md5);
    expect(asked[1]).toMatch(/^bytes=\d+-$/);
    expect(await store.list()).toEqual(["file"]);
  });

  test("starts over where the server ignores ranges", async () => {
    answers = [ignoresRange];
    const store = memoryStore();
    await store.write("file.part", file.subarray(0, 1_000_000));
    await download(url, store, "file", md5);
    expect(asked).toEqual(["bytes=1000000-"]);
    expect(await store.size("file")).toBe(file.length);
  });

  test("takes a part that is already whole, and starts over with one that is too long", async () => {
    answers = [ranges];
    for (const [part, requests] of [
      [file, 1],
      [new Uint8Array(file.length + 5), 2],
    ] as const) {
      asked = [];
      const store = memoryStore();
      await store.write("file.part", part);
      await download(url, store, "file", md5);
      expect(asked.length).toBe(requests);
      expect(await store.size("file")).toBe(file.length);
    }
  });

  test.each([
    ["a wrong sum", [ranges], "0".repeat(32), /is not the published file: its md5 sum is .*It was deleted; try again/],
    ["a file cut off without a word", [truncates], md5, /is not the published file/],
  ] as const)("refuses %s and leaves nothing", async (_, given, sum, message) => {
    answers = [...given];
    const store = memoryStore();
    await expect(download(url, store, "file", sum)).rejects.toThrow(message);
    expect(await store.list()).toEqual([]);
  });

  test("tells what a server that has no such file said, at once", async () => {
    answers = [(_, response) => void response.writeHead(404).end("no")];
    const store = memoryStore();
    await expect(download(url, store, "file", md5)).rejects.toThrow(/answered 404 Not Found, expected the file/);
    expect([asked.length, await store.list()]).toEqual([1, []]);
  });

  test("gives up after some tries, and says what is kept", async () => {
    answers = [breaksAfter(1_000_000)];
    const store = memoryStore();
    await expect(download(url, store, "file", md5)).rejects.toThrow(
      /could not be downloaded, in 4 tries: .*Check the connection and run the same again: it goes on after the \d{7} bytes kept in file.part\./,
    );
    expect(asked.length).toBe(4);
  });

  test("is done by one process at a time", async () => {
    answers = [ranges];
    const store = memoryStore();
    const first = download(url, store, "file", md5);
    await expect(download(url, store, "file", md5)).rejects.toMatchObject({ reason: "locked" });
    await first;
  });

  test("what is not the published archive is refused by loadCifar", async () => {
    answers = [ranges];
    const cache = memoryStore();
    await expect(loadCifar({ dataset: "cifar10", split: "test", url, cache })).rejects.toThrow(
      "expected c32a1d4ab5d03f1284b67883e8d87530",
    );
    expect(await cache.list()).toEqual([]);
  });
});
