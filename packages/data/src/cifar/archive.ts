// Files out of a .tar.gz, as it streams by: nothing is written, and no size is believed.
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { DataError } from "../image-set.ts";
import { reasonOf } from "../reason.ts";
import { chunks } from "../streams.ts";

/** More than any published archive unpacks to (190 MB); what unpacks to more is no such archive. */
export const unpackedLimit: number = 2 ** 28;

/** Passes bytes on, and fails after `unpackedLimit` of them. */
function bounded(): TransformStream<Uint8Array, Uint8Array> {
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed > unpackedLimit) throw new Error(`it unpacks to more than ${unpackedLimit / 2 ** 20} MiB`);
      controller.enqueue(chunk);
    },
  });
}

async function readEntry(entry: ParsedTarEntry): Promise<Uint8Array> {
  if (entry.header.size > unpackedLimit) throw new Error(`${entry.header.name} claims ${entry.header.size} bytes`);
  const bytes = new Uint8Array(entry.header.size);
  let filled = 0;
  for await (const chunk of chunks(entry.body)) {
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < bytes.length) throw new Error(`${entry.header.name} ends after ${filled} of ${bytes.length} bytes`);
  return bytes;
}

/**
 * The files of a .tar.gz whose names, without their folders, are among `wanted`; the rest is passed over.
 * Throws DataError for what is no gzip'd tar, is cut off, or unpacks to too much.
 */
export async function readArchive(
  archive: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  wanted: ReadonlySet<string>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  try {
    const entries = archive
      .pipeThrough(new DecompressionStream("gzip"))
      .pipeThrough(bounded())
      .pipeThrough(createTarDecoder({ strict: true }));
    for await (const entry of chunks(entries)) {
      const file = entry.header.name.replace(/^.*\//s, "");
      if (entry.header.type === "file" && wanted.has(file)) files.set(file, await readEntry(entry));
      else for await (const _ of chunks(entry.body)); // cancelling instead can leave the decoder waiting for ever
    }
  } catch (error) {
    throw new DataError(
      `${name} cannot be read as a .tar.gz: ${reasonOf(error)}. It is cut off, damaged or another kind of file; copy or download it again.`,
      { cause: error },
    );
  }
  return files;
}
