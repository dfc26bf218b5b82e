// Flags that say where to run.
import type { Command } from "commander";
import { integerWithin } from "../command.ts";

/** The device's name ("auto" where left out), the number of its threads (its own choice where left out), the file of its tuning. */
export type DeviceFlags = { readonly device?: string; readonly threads?: number; readonly tuned?: string };

/** Adds the flags to a command. */
export const withDeviceFlags = (command: Command): Command =>
  command
    .option("--device <name>", 'where to run (unravel devices) (default: "auto")')
    .option("--threads <n>", "threads of the wasm device (default: one a processor)", integerWithin(1, 256))
    .option("--tuned <file>", "tiles of the webgpu device, as bench --tune wrote them (default: a table's)");
