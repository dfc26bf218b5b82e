// Ctrl-C: the first asks for an orderly end, the second gets any end.
import { exitCodes } from "./failures.ts";

/**
 * A signal that aborts at the first SIGINT or SIGTERM, after telling the user what happens next; the second ends the
 * process at once. `promise`: what the first one leads to ("saving a checkpoint").
 */
export function interruption(notice: (line: string) => void, promise: string): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    notice(`Interrupted: ${promise}. Once more ends at once.`);
    controller.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}
