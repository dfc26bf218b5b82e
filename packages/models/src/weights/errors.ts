// What every reader of weights throws, and how its messages are put together.

/** A weights file that cannot be read, or weights that do not fit a model. Its message says what to do about it. */
export class WeightsError extends Error {
  override readonly name = "WeightsError";
}

/** The parts of a message that teaches. `fix` defaults to what helps a damaged file. */
export type Problem = {
  readonly where: string;
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  readonly fix?: string;
};

const damaged = "The file is damaged or cut short: copy or download it again and compare its size or checksum.";

/** The error for `problem`, as one sentence and one instruction. */
export const weightsError = ({ where, what, expected, got, fix = damaged }: Problem): WeightsError =>
  new WeightsError(`${where}: ${what} (expected ${expected}, got ${got}). ${fix}`);

/**
 * `text` from a file, fit for a message: quoted, at most 80 characters, and without control characters, which could
 * otherwise rewrite what a terminal shows.
 */
export function quote(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 77)}...` : text;
  return `"${short.replace(/[\p{C}"\\]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)}"`;
}
