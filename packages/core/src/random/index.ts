// Counter-based random numbers: the same bits on every engine, device and thread.
export { fillNormal, normal, normalQuantile } from "./normal.ts";
export { fillBits, type Purpose, purposes, type RandomStream, randomBits, randomStream } from "./stream.ts";
export { threefry2x32 } from "./threefry.ts";
export { fillMask, fillUniform, integerBelow, permutation, uniform } from "./uniform.ts";
