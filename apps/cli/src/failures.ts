// What ends a command, and the exit code that a script sees.
import { printable } from "./output/format.ts";

/** The command's exit codes. */
export const exitCodes = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** A command that cannot be understood: an unknown name, a value out of bounds, options that contradict each other. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Does `work`; an error of the kind `kind` gets what this command's flags can do about it. */
export async function advising<T>(
  kind: abstract new (...given: never[]) => Error,
  advice: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    throw new Error(`${error.message} ${advice}`, { cause: error });
  }
}

/** Was this thrown because the user stopped the work (an aborted AbortSignal's reason)? */
export const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** The exit code for what a command threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (isAbort(error)) return exitCodes.interrupted;
  return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
}

/** One message for people; with UNRAVEL_DEBUG=1 also where it was thrown, for those who mend it. */
export function explain(error: unknown, debug: boolean): string {
  if (isAbort(error)) return "stopped.";
  if (!(error instanceof Error)) return String(error);
  return debug && error.stack ? error.stack : error.message.split("\n").map(printable).join("\n");
}
