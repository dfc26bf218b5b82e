// What the flags of all commands of this folder share.

/** The whole number from 1 that `text`, the value of --`name`, is. Throws an Error where it is none. */
export function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} is a whole number from 1, got ${text}.`);
}
