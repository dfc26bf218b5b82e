// What identifies a set of images: a run goes on only with the images that it was started with.
import type { ImageSet, SourceFile } from "@unravel/data";
import * as v from "valibot";

/** What identifies a set of images. */
export type Fingerprint = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly images: number;
  readonly classes: readonly string[];
  /** Of all pixels and labels, in order. */
  readonly checksum: string;
  /** Where the images came from, for the record; the same images may lie elsewhere later. */
  readonly provenance: { readonly source: string; readonly known: boolean; readonly files: readonly SourceFile[] };
};

export const fingerprintSchema: v.GenericSchema<unknown, Fingerprint> = v.object({
  name: v.string(),
  shape: v.array(v.number()),
  images: v.number(),
  classes: v.array(v.string()),
  checksum: v.string(),
  provenance: v.object({
    source: v.string(),
    known: v.boolean(),
    files: v.array(v.strictObject({ name: v.string(), md5: v.exactOptional(v.string()) })),
  }),
});

/** FNV-1a of the bytes, 32 bits in hexadecimal: enough to tell mistakes apart, and quick in plain JavaScript. */
export function checksum(parts: readonly Uint8Array[]): string {
  let hash = 0x811c9dc5;
  for (const bytes of parts) {
    for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** Labels as bytes, the same on machines of either byte order. */
function labelBytes(labels: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(labels.length * 4));
  for (const [index, label] of labels.entries()) view.setInt32(index * 4, label, true);
  return new Uint8Array(view.buffer);
}

/** The fingerprint of `set`; reads every byte of it. Files without a sum (image folders) are left out. */
export const fingerprint = ({ name, shape, images, labels, classes, provenance }: ImageSet): Fingerprint => ({
  name,
  shape,
  images: labels.length,
  classes,
  checksum: checksum([images, labelBytes(labels)]),
  provenance: {
    source: provenance.source,
    known: provenance.known,
    files: provenance.files.filter(({ md5 }) => md5 !== undefined),
  },
});
