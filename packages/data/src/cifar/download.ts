// One file from the web into a store: in pieces, going on where an interrupted try ended, kept only if its sum is right.
import { type Store, StoreError } from "@unravel/core/store";
import { DataError } from "../image-set.ts";
import { md5Sum } from "../md5.ts";
import { reasonOf } from "../reason.ts";
import { chunks, pieces } from "../streams.ts";

/** `total` is undefined while the server has not said how long the file is. */
export type Progress = { readonly received: number; readonly total: number | undefined };

export type DownloadOptions = {
  readonly fetch?: typeof fetch;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
};

/** How many bytes are gathered before they are added to the file: adding makes the disk finish. */
const pieceSize = 2 ** 22;
/** No published archive is longer (170 MB): a server that sends more sends something else. */
const sizeLimit = 2 ** 28;
const tries = 4;

/** What a server said to "the bytes from `had` on": where its body starts in the file, and the file's length. */
type Reply = { readonly body: ReadableStream<Uint8Array>; readonly start: number; readonly total: number | undefined };

async function ask(url: string, had: number, options: DownloadOptions): Promise<Reply | "complete"> {
  const response = await (options.fetch ?? fetch)(url, {
    headers: had > 0 ? { range: `bytes=${had}-` } : {},
    ...(options.signal && { signal: options.signal }),
  });
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get("content-range") ?? "");
  if (response.status === 416 && had > 0) {
    await response.body?.cancel();
    // Where the lengths differ, what is here is not the beginning of that file.
    return Number(range?.[2]) === had ? "complete" : ask(url, 0, options);
  }
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    throw new DataError(
      `${url} answered ${response.status} ${response.statusText}, expected the file. Check the address, or download the file yourself and point at its folder.`,
    );
  }
  if (response.status === 206 && Number(range?.[1]) === had) {
    return { body: response.body, start: had, total: Number(range?.[2]) };
  }
  const length = response.headers.get("content-length");
  return { body: response.body, start: 0, total: length === null ? undefined : Number(length) };
}

/** Adds a reply's body to the file; what came before the body broke off stays there for the next try. */
async function receive(reply: Reply, store: Store, part: string, options: DownloadOptions): Promise<void> {
  if (reply.start === 0) await store.write(part, new Uint8Array());
  const piece = new Uint8Array(pieceSize);
  let filled = 0;
  let received = reply.start;
  const flush = async () => {
    await store.append(part, piece.subarray(0, filled));
    filled = 0;
  };
  try {
    for await (const chunk of chunks(reply.body)) {
      received += chunk.length;
      if (received > sizeLimit) throw new DataError(`The server sends more than ${sizeLimit / 2 ** 20} MiB.`);
      for (let taken = 0; taken < chunk.length; ) {
        const some = chunk.subarray(taken, taken + pieceSize - filled);
        piece.set(some, filled);
        filled += some.length;
        taken += some.length;
        if (filled === pieceSize) await flush();
      }
      options.onProgress?.({ received, total: reply.total });
    }
  } finally {
    if (filled > 0) await flush();
  }
  if (reply.total !== undefined && received < reply.total) throw new TypeError("the connection was closed early");
}

/**
 * Downloads `url` to `path` in `store`, unless it is there already with the sum `md5`. It arrives as `path`.part, which a later call
 * continues, and is renamed once its md5 sum is `md5`. Throws DataError (a refusal, a wrong sum, an unreachable
 * server), the signal's reason, or StoreError ("locked" while another process downloads the same).
 */
export async function download(
  url: string,
  store: Store,
  path: string,
  md5: string,
  options: DownloadOptions = {},
): Promise<void> {
  if ((await md5Sum(pieces(store, path))) === md5) return;
  const part = `${path}.part`;
  const unlock = await store.lock(part);
  try {
    await fetchAll(url, store, part, options);
    const sum = await md5Sum(pieces(store, part));
    if (sum !== md5) {
      await store.remove(part);
      throw new DataError(
        `What ${url} sent is not the published file: its md5 sum is ${sum}, expected ${md5}. It was deleted; try again, or download the file elsewhere and point at its folder.`,
      );
    }
    await store.move(part, path);
  } finally {
    await unlock();
  }
}

/** Asks until the whole file is there; a connection that breaks is picked up where it broke. */
async function fetchAll(url: string, store: Store, part: string, options: DownloadOptions): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const reply = await ask(url, (await store.size(part)) ?? 0, options);
      if (reply !== "complete") await receive(reply, store, part, options);
      return;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (error instanceof DataError || error instanceof StoreError) throw error;
      if (attempt === tries) {
        const reason = reasonOf(error);
        const kept = (await store.size(part)) ?? 0;
        throw new DataError(
          `${url} could not be downloaded, in ${tries} tries: ${reason}. Check the connection and run the same again${kept > 0 ? `: it goes on after the ${kept} bytes kept in ${part}` : ""}. In a browser the server must allow other sites to read the file (CORS); else choose the file that you downloaded.`,
          { cause: error },
        );
      }
      await new Promise((wake) => setTimeout(wake, 250 * attempt));
    }
  }
}
