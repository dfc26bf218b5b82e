// md5 sums, by which the data sets of the time are published; the platform's own hashing (WebCrypto) has none.
import { createMD5 } from "hash-wasm";

/** The md5 sum of all the parts, one after another, as 32 lower-case hexadecimal digits. */
export async function md5Sum(parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const sum = await createMD5();
  sum.init();
  for await (const part of parts) sum.update(part);
  return sum.digest("hex");
}
