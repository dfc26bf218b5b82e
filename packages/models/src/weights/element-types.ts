// The number formats of weights files, all little-endian, each with its reader.

/** One number format: its name in safetensors, its size, and how to read one number from `view` at byte `at`. */
export type ElementType = {
  readonly name: string;
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
};

/** The value of a small IEEE 754 float of one sign bit, `exponentBits` and `fractionBits`. */
function smallFloat(bits: number, exponentBits: number, fractionBits: number): number {
  const largest = 2 ** exponentBits - 1;
  const bias = largest >> 1;
  const exponent = (bits >> fractionBits) & largest;
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  const sign = bits >> (exponentBits + fractionBits) ? -1 : 1;
  if (exponent === largest) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - bias) : fraction * 2 ** (1 - bias));
}

const rows: readonly ElementType[] = [
  { name: "F64", bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  { name: "F32", bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  { name: "F16", bytes: 2, read: (view, at) => smallFloat(view.getUint16(at, true), 5, 10) },
  { name: "BF16", bytes: 2, read: (view, at) => smallFloat(view.getUint16(at, true), 8, 7) },
  { name: "I64", bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  { name: "I32", bytes: 4, read: (view, at) => view.getInt32(at, true) },
  { name: "I16", bytes: 2, read: (view, at) => view.getInt16(at, true) },
  { name: "I8", bytes: 1, read: (view, at) => view.getInt8(at) },
  { name: "U8", bytes: 1, read: (view, at) => view.getUint8(at) },
  { name: "BOOL", bytes: 1, read: (view, at) => view.getUint8(at) },
];

/** Number formats by their safetensors name ("F32", "BF16", "I64" ...). */
export const elementTypes: ReadonlyMap<string, ElementType> = new Map(rows.map((row) => [row.name, row]));
