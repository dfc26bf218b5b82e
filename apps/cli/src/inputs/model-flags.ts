// Flags that change a network of the zoo: one row for each of its options.
import { drops as dropTable, orders, resizes, shortcuts, stems, strideOn, survivalRules } from "@unravel/blocks";
import type { ModelOptions } from "@unravel/models";
import { type Command, Option } from "commander";
import { anyNumber, commaNumbers, fraction } from "../command.ts";
import { flagName } from "../output/format.ts";

type Name = keyof ModelOptions;

/** A row: the value in the help ("" for none), how it is read, and what it does. What it may be is the zoo's business. */
type Flag = { readonly value: string; readonly parse?: (text: string) => unknown; readonly about: string };

/** Per branch a word ("first") or positions joined by "+" ("0+1"). */
const drops = (text: string): (string | number[])[] =>
  text.split(",").map((branch) => (/^\d/.test(branch) ? branch.split("+").map(anyNumber) : branch));

const keys = (table: object): string => Object.keys(table).join(", ");

const flags: { readonly [N in Name]-?: Flag } = {
  order: { value: "<name>", about: keys(orders) },
  shortcut: { value: "<name>", about: keys(shortcuts) },
  resize: { value: "<name>", about: keys(resizes) },
  branches: { value: "<n>", parse: anyNumber, about: "parallel branches of a block" },
  drop: {
    value: "<list>",
    parse: drops,
    about: `ReLUs left out, a comma between branches: ${keys(dropTable)}, or positions like 0+1`,
  },
  kernels: { value: "<list>", parse: commaNumbers, about: "kernel of each convolution of a branch: 3,3 or 1,3,1" },
  strideOn: { value: "<name>", about: `the convolution with the stride: ${keys(strideOn)}` },
  scale: {
    value: "<list>",
    parse: commaNumbers,
    about: "factors of shortcut and branch, with --shortcut scaled: 0.5,0.5",
  },
  gateBias: { value: "<x>", parse: anyNumber, about: "initial bias of the gates" },
  dropoutRate: { value: "<x>", parse: anyNumber, about: "share dropped, with --shortcut dropout" },
  convBias: { value: "", about: "convolutions have a bias" },
  epsilon: { value: "<x>", parse: anyNumber, about: "batch norm's epsilon" },
  survival: {
    value: "<x>",
    parse: fraction,
    about: "survival probability of the last block (stochastic depth): 0.5 or 23/54",
  },
  survivalRule: { value: "<name>", about: `how survival spreads over the blocks: ${keys(survivalRules)}` },
  input: { value: "<list>", parse: commaNumbers, about: "channels, height and width of an image: 3,32,32" },
  classes: { value: "<n>", parse: anyNumber, about: "number of classes (default: the data's)" },
  stem: { value: "<name>", about: keys(stems) },
  depths: { value: "<list>", parse: commaNumbers, about: "blocks of each stage: 3,3,3" },
  widths: { value: "<list>", parse: commaNumbers, about: "channels of each stage: 16,32,64" },
  expansion: { value: "<n>", parse: anyNumber, about: "a block's channels out as a multiple of its width" },
};

const names = Object.keys(flags) as Name[];

/** Adds the flags to a command, under a heading of their own. */
export function withModelFlags(command: Command): Command {
  for (const name of names) {
    const { value, parse, about } = flags[name];
    const option = new Option(`${flagName(name)} ${value}`.trim(), about).helpGroup("Changes to a network of the zoo:");
    command.addOption(parse ? option.argParser(parse) : option);
  }
  return command;
}

/** The model options among a command's options: those that were given. */
export const modelOptionsOf = (options: ModelOptions): ModelOptions =>
  Object.fromEntries(names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
