// Streams as sequences of chunks, and files as streams.
import type { Store } from "@unravel/core/store";

/** The chunks of a stream, which is cancelled if the reader stops early. (Not every browser's streams can iterate.) */
export async function* chunks<T>(stream: ReadableStream<T>): AsyncGenerator<T> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // why the stream failed has been thrown already
  }
}

const pieceSize = 2 ** 22;

/** A file's bytes, 4 MiB at a time; none where there is no file. */
export async function* pieces(store: Store, path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const size = (await store.size(path)) ?? 0;
  for (let at = 0; at < size; at += pieceSize) yield await store.readRange(path, at, at + pieceSize);
}

/** The same as a stream. */
export function streamOf(store: Store, path: string): ReadableStream<Uint8Array<ArrayBuffer>> {
  const parts = pieces(store, path);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
