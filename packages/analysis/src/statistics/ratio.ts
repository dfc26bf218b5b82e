// Quotients of whole numbers that no float64 holds: networks have 2^600 paths.

/** Bits of the quotient that are kept: more than a float64's 53. */
const precision = 64;

const bitLength = (value: bigint): number => value.toString(2).length;

/** `part` / `whole`, both at least 0, as the nearest float64 or its neighbour; 0 where `whole` is 0 or the quotient is below 1e-308. */
export function ratio(part: bigint, whole: bigint): number {
  if (part === 0n || whole === 0n) return 0;
  const shift = precision + bitLength(whole) - bitLength(part);
  const quotient = shift >= 0 ? (part << BigInt(shift)) / whole : part / (whole << BigInt(-shift));
  // In two steps: 2^-shift alone may be below the smallest number where the quotient is not.
  return Number(quotient) * 2 ** -precision * 2 ** (precision - shift);
}

/** Base-2 logarithm of a whole number above 0, of any size. */
export function log2(value: bigint): number {
  const surplus = Math.max(0, bitLength(value) - precision);
  return surplus + Math.log2(Number(value >> BigInt(surplus)));
}
