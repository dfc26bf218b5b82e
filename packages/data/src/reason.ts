// What a failure says of itself.

/**
 * The error's message, fit to stand inside a sentence, or its cause's where it has none: Node's streams hide
 * "unexpected end of file" behind "".
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== "") return error.message.replace(/\.$/, "");
  return error.cause === undefined ? error.name : reasonOf(error.cause);
}
