import { type Arrays, float } from "../../devices/webgpu/kernel.ts";
import { purposes } from "../../random/stream.ts";
import type { DropoutAttributes } from "./dropout.ts";

/** The rounds of random/threefry.ts. */
export const threefry = `
fn rotate(word: u32, by: u32) -> u32 { return (word << by) | (word >> (32u - by)); }
fn threefry(key: vec2u, counter: vec2u) -> vec2u {
  let words = array<u32, 3>(key.x, key.y, 0x1bd11bdau ^ key.x ^ key.y);
  var x = counter.x + key.x;
  var y = counter.y + key.y;
  for (var round = 1u; round <= 5u; round++) {
    let odd = round % 2u == 1u;
    x += y; y = rotate(y, select(17u, 13u, odd)) ^ x;
    x += y; y = rotate(y, select(29u, 15u, odd)) ^ x;
    x += y; y = rotate(y, select(16u, 26u, odd)) ^ x;
    x += y; y = rotate(y, select(24u, 6u, odd)) ^ x;
    x += words[round % 3u];
    y += words[(round + 1u) % 3u] + round;
  }
  return vec2u(x, y);
}`;

/** Statements for elements 4i to 4i + 3: words 4i ... of sample `step` in the stream of (seed, dropout, `stream`). */
export function dropout({ x, key }: Arrays<"x" | "key">, { rate, stream }: DropoutAttributes): string {
  // 24 random bits are below `keep` as a fraction exactly where they are below this as an integer.
  const threshold = Math.ceil((1 - rate) * 2 ** 24);
  return `
let stream = threefry(vec2u(${key.at(0)}, 0u), vec2u(${purposes.dropout}u, ${stream}u));
let words = vec4u(threefry(stream, vec2u(${key.at(1)}, 2u * i)), threefry(stream, vec2u(${key.at(1)}, 2u * i + 1u)));
value = select(T(), ${x.at("i")} * ${float(1 / (1 - rate))}, (words >> vec4u(8u)) < vec4u(${threshold}u));`;
}
