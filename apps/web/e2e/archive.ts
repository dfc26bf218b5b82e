// A small archive in CIFAR-10's binary form: ten images a file, whose colour gives their class away.
import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";

const pixels = 3 * 32 * 32;
const names = [...[1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`), "test_batch.bin"];

const record = (label: number): Uint8Array =>
  Uint8Array.of(label, ...Array.from({ length: pixels }, (_, at) => (at < 1024 ? label * 25 : (at * 37) % 256)));

/** The bytes of a cifar-10-binary.tar.gz. */
export async function cifarArchive(): Promise<Buffer> {
  const body = Buffer.concat(Array.from({ length: 10 }, (_, label) => record(label)));
  const files = names.map((name) => ({
    header: { name: `cifar-10-batches-bin/${name}`, size: body.length },
    body: new Uint8Array(body),
  }));
  return gzipSync(await packTar(files));
}
