// The whole command: its subcommands and what they share.
import { Command } from "commander";
import type { AddCommand } from "./command.ts";
import { bench } from "./commands/bench.ts";
import { classify } from "./commands/classify.ts";
import { demo } from "./commands/demo.ts";
import { devices } from "./commands/devices.ts";
import { evaluateCommand } from "./commands/eval.ts";
import { gradients } from "./commands/gradients.ts";
import { lesion } from "./commands/lesion.ts";
import { list } from "./commands/list.ts";
import { paths } from "./commands/paths.ts";
import { plot } from "./commands/plot.ts";
import { reproduceCommand } from "./commands/reproduce.ts";
import { show } from "./commands/show.ts";
import { shuffle } from "./commands/shuffle.ts";
import { signal } from "./commands/signal.ts";
import { trainCommand } from "./commands/train.ts";
import { version } from "./version.ts";

const commands: readonly AddCommand[] = [
  trainCommand,
  evaluateCommand,
  classify,
  show,
  lesion,
  shuffle,
  paths,
  gradients,
  signal,
  plot,
  reproduceCommand,
  list,
  devices,
  bench,
  demo,
];

/** The parser. It throws a CommanderError instead of ending the process. */
export function createProgram(): Command {
  const program = new Command("unravel")
    .description("Train, evaluate and take apart residual networks.")
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 failed, 2 not understood, 130 interrupted.\nUNRAVEL_DEBUG=1 shows where an error comes from.",
    );
  for (const add of commands) add(program);
  return program;
}
