// What values are to JavaScript.

/** The arrays of each type of numbers. */
export const arrays: {
  readonly f32: typeof Float32Array;
  readonly i32: typeof Int32Array;
  readonly u8: typeof Uint8Array;
} = { f32: Float32Array, i32: Int32Array, u8: Uint8Array };
