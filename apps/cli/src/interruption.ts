// Ctrl-C: the first asks for an orderly end, the second gets any end.
import { exitCodes } from "./failures.ts";

/** Ctrl-C, a polite kill, a closed terminal. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** One wish to stop may come twice: from the terminal or `timeout` to the whole group, and again through a launcher. */
const echo = 500; // milliseconds

/**
 * A signal that aborts at the first SIGINT, SIGTERM or SIGHUP, after telling the user what happens next; the second ends the
 * process at once. `promise`: what the first one leads to ("saving a checkpoint").
 */
export function interruption(notice: (line: string) => void, promise: string): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (controller.signal.aborted) {
      if (performance.now() - first > echo) process.exit(exitCodes.interrupted);
      return;
    }
    first = performance.now();
    notice(`Interrupted: ${promise}. Once more ends at once.`);
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return controller.signal;
}
