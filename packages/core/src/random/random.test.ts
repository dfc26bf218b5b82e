import { describe, expect, test } from "vitest";
import {
  fillBits,
  fillMask,
  fillNormal,
  fillUniform,
  integerBelow,
  normal,
  normalQuantile,
  permutation,
  purposes,
  randomBits,
  randomStream,
  threefry2x32,
  uniform,
} from "./index.ts";

const stream = randomStream(7, "test", 3);

describe("threefry2x32", () => {
  // The known-answer vectors of the authors' Random123 library.
  test.each([
    [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])("key %i %i, counter %i %i", (key0, key1, counter0, counter1, first, second) => {
    const out = new Uint32Array(3);
    threefry2x32(key0, key1, counter0, counter1, out, 1);
    expect([...out]).toEqual([0, first, second]);
  });
});

describe("streams", () => {
  test("seed, purpose, epoch, sample and index each change the bits", () => {
    const draws = [
      randomBits(stream, 5, 1),
      randomBits(randomStream(8, "test", 3), 5, 1),
      randomBits(randomStream(7 + 2 ** 32, "test", 3), 5, 1),
      randomBits(randomStream(7, "order", 3), 5, 1),
      randomBits(randomStream(7, "test", 4), 5, 1),
      randomBits(stream, 6, 1),
      randomBits(stream, 5, 2),
    ];
    expect(new Set(draws).size).toBe(draws.length);
    expect(randomBits(randomStream(7, "test", 3), 5, 1)).toBe(draws[0]);
  });

  test("the bits are those of every release", () => {
    expect([0, 1, 2].map((index) => randomBits(randomStream(2026, "order", 1), 9, index))).toEqual([
      1089514504, 2117205229, 3832114062,
    ]);
  });

  test("purposes have different numbers", () => {
    expect(new Set(Object.values(purposes)).size).toBe(Object.keys(purposes).length);
  });

  test("a bad seed is refused with what is expected", () => {
    expect(() => randomStream(-1, "order")).toThrow("the seed must be an integer from 0 to");
    expect(() => randomStream(0.5, "order")).toThrow("got 0.5");
    expect(() => randomStream(1, "order", -1)).toThrow("the epoch must be an integer");
  });

  test("the bulk forms give what the single draws give", () => {
    for (const length of [0, 1, 2, 7]) {
      const words = new Uint32Array(length);
      const numbers = new Float32Array(length);
      const normals = new Float32Array(length);
      const mask = new Float32Array(length);
      fillBits(stream, 4, words);
      fillUniform(stream, 4, numbers);
      fillNormal(stream, 4, normals);
      fillMask(stream, 4, 0.4, 2.5, mask);
      for (let index = 0; index < length; index += 1) {
        expect(words[index]).toBe(randomBits(stream, 4, index));
        expect(numbers[index]).toBe(uniform(stream, 4, index));
        expect(normals[index]).toBe(Math.fround(normal(stream, 4, index)));
        expect(mask[index]).toBe(uniform(stream, 4, index) < 0.4 ? 2.5 : 0);
      }
    }
  });
});

describe("uniform numbers", () => {
  test("lie in [0, 1), fit float32 and are evenly spread", () => {
    const numbers = new Float32Array(100_000);
    fillUniform(stream, 0, numbers);
    const counts = new Array<number>(10).fill(0);
    for (const x of numbers) counts[Math.floor(x * 10)]! += 1;
    // Chi squared with 9 degrees of freedom: above 27.9 once in 1,000.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
    expect(Math.max(...counts.keys())).toBe(9);
  });

  test("integers below a bound are unbiased where a plain remainder would be far off", () => {
    const bound = 3 * 2 ** 30;
    let low = 0;
    for (let sample = 0; sample < 30_000; sample += 1) {
      const value = integerBelow(bound, stream, sample);
      expect(value).toBeLessThan(bound);
      if (value < 2 ** 30) low += 1;
    }
    expect(low / 30_000).toBeCloseTo(1 / 3, 2); // a remainder would give 1/2
    expect(integerBelow(1, stream, 0)).toBe(0);
    expect(() => integerBelow(0, stream, 0)).toThrow("from 1 to 2^32, got 0");
  });

  test("a permutation holds every number once, and every order of three is equally likely", () => {
    expect([...permutation(1000, stream)].sort((a, b) => a - b)).toEqual([...Array(1000).keys()]);
    const counts = new Map<string, number>();
    for (let sample = 0; sample < 6000; sample += 1) {
      const order = permutation(3, stream, sample).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe("normal numbers", () => {
  test.each([
    [0.5, 0],
    [0.841344746068543, 1],
    [0.977249868051821, 2],
    [0.99865010196837, 3],
    [1 - 0.977249868051821, -2],
    [2.86651571879194e-7, -5],
    [9.86587645037698e-10, -6],
  ])("quantile of %d is %d", (p, expected) => {
    expect(normalQuantile(p)).toBeCloseTo(expected, 5);
  });

  test("moments", () => {
    const numbers = new Float32Array(200_000);
    fillNormal(stream, 1, numbers);
    const moment = (power: number) => numbers.reduce((sum, x) => sum + x ** power, 0) / numbers.length;
    expect(moment(1)).toBeCloseTo(0, 2);
    expect(moment(2)).toBeCloseTo(1, 1);
    expect(moment(4)).toBeCloseTo(3, 0);
  });
});
