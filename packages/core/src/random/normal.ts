// Standard normal numbers by inverting the distribution function with + − × ÷ and sqrt alone, which IEEE 754 rounds
// the same way in every engine; Math.log, exp and sin are not fixed by any standard.
import { fillBits, type RandomStream, randomBits } from "./stream.ts";

/** The value of a polynomial whose coefficients are given from the constant term up. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let power = coefficients.length - 1; power >= 0; power -= 1) value = value * x + coefficients[power]!;
  return value;
}

// Algorithm AS 241, PPND7 (Wichura 1988): the quantile to a relative 1e-7 by two rational functions. Its third,
// for tails beyond 1.4e-11, is not needed: 32 bits end at 1.2e-10, which is 6.3 standard deviations.
const centreNumerator = [3.3871327179, 50.434271938, 159.29113202, 59.10937472];
const centreDenominator = [1, 17.895169469, 78.757757664, 67.1875636];
const tailNumerator = [1.4234372777, 2.75681539, 1.3067284816, 0.17023821103];
const tailDenominator = [1, 0.7370016425, 0.12021132975];

/** 2/(2k + 1): the series 2·artanh(s) = Σ 2/(2k + 1)·s^(2k + 1), good to 1e-10 for the |s| < 0.172 met here. */
const artanhSeries = [2, 2 / 3, 2 / 5, 2 / 7, 2 / 9, 2 / 11];
const ln2 = Math.LN2;

/** −ln(x) for 0 < x < 1. */
function minusLog(x: number): number {
  let mantissa = x;
  let halvings = 0;
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    halvings += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  return halvings * ln2 - s * polynomial(artanhSeries, s * s);
}

/** The standard normal's value below which a fraction `p` of it lies (1e-11 < p < 1 − 1e-11; relative error 1e-7). */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centreNumerator, r)) / polynomial(centreDenominator, r);
  }
  const r = Math.sqrt(minusLog(q < 0 ? p : 1 - p)) - 1.6;
  const size = polynomial(tailNumerator, r) / polynomial(tailDenominator, r);
  return q < 0 ? -size : size;
}

/** The middle of the word's interval, so that 0 and 1 never come up and the values are symmetric. */
const ofWord = (word: number): number => normalQuantile((word + 0.5) * 2 ** -32);

/** A standard normal number, the same bits on every engine. */
export function normal(stream: RandomStream, sample: number, index = 0): number {
  return ofWord(randomBits(stream, sample, index));
}

/** Fills `out` with `normal` of index 0, 1, 2 ... */
export function fillNormal(stream: RandomStream, sample: number, out: Float32Array): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
  fillBits(stream, sample, words);
  for (let index = 0; index < out.length; index += 1) out[index] = ofWord(words[index]!);
}
