// The command's entry: parses, runs, and turns what went wrong into one message and an exit code.
/// <reference types="node" />
import { CommanderError } from "commander";
import { exitCodeOf, exitCodes, explain } from "./failures.ts";
import { createProgram } from "./program.ts";

// The reader of a pipe may have had enough (`unravel list | head -1`): no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

try {
  await createProgram().parseAsync();
} catch (error) {
  // Commander has already said what it did not understand, or printed the help that was asked for.
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else {
    process.stderr.write(`unravel: ${explain(error, process.env.UNRAVEL_DEBUG === "1")}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
