// One shape for all commands: what they are called, how they are asked, what they do.
import { type Command, InvalidArgumentError } from "commander";
import type { ExitCode } from "./failures.ts";
import { shellWord } from "./output/format.ts";
import { createReport, type Report } from "./output/report.ts";

/** What a command gets to work with. */
export type Call<Options> = {
  readonly options: Options;
  /** Arguments without a flag, in order. */
  readonly operands: readonly string[];
  readonly report: Report;
  /** The command as it was given, for records and for doing it again. */
  readonly commandLine: string;
};

/** A command as data. */
export type CommandRow<Options> = {
  readonly name: string;
  readonly summary: string;
  /** Each with what it does. */
  readonly examples: readonly (readonly [command: string, effect: string])[];
  /** Adds the command's own arguments and options. */
  readonly configure: (command: Command) => Command;
  /** Does the work. */
  readonly run: (call: Call<Options>) => Promise<ExitCode>;
};

/** Adds a command to a program. */
export type AddCommand = (program: Command) => void;

/** A command line that runs this program again with other words; through npx where npm started it. */
export const invocation = (...words: readonly string[]): string =>
  [process.env.npm_command === undefined ? "unravel" : "npx unravel", ...words.map(shellWord)].join(" ");

const exampleText = (examples: CommandRow<never>["examples"]): string =>
  `\nExamples:\n${examples.map(([command, effect]) => `  # ${effect}\n  $ ${command}`).join("\n")}\n`;

/** Makes a row a command: adds --json and the examples, and runs it with a report in the form that was asked for. */
export function defineCommand<Options>(row: CommandRow<Options>): AddCommand {
  return (program) => {
    const command = row
      .configure(program.command(row.name).description(row.summary))
      .option("--json", "print one JSON object on stdout, and everything else on stderr")
      .addHelpText("after", exampleText(row.examples));
    command.action(async () => {
      const options = command.opts<Options & { json?: boolean }>();
      const report = createReport(options.json ?? false);
      try {
        const call = { options, operands: command.args, report, commandLine: invocation(...process.argv.slice(2)) };
        process.exitCode = await row.run(call);
      } finally {
        report.close();
      }
    });
  };
}

/** Parses an option's value as a number within bounds, both included. */
export const numberWithin =
  (least: number, most: number): ((text: string) => number) =>
  (text) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    const bounds = least > -Number.MAX_VALUE ? ` from ${least} to ${most}` : "";
    throw new InvalidArgumentError(`Expected a number${bounds}.`);
  };

/** Parses an option's value as a whole number within bounds, both included. */
export const integerWithin =
  (least: number, most: number): ((text: string) => number) =>
  (text) => {
    const value = Number(text);
    if (/^-?\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };

/** Parses a number, or a fraction like 23/54. */
export function fraction(text: string): number {
  const [, above, below] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  return above === undefined ? anyNumber(text) : Number(above) / Number(below);
}

/** Parses whole numbers and ranges of them, both ends included: "0-5,10". */
export function wholeNumbers(text: string): number[] {
  return commaList(text).flatMap((item) => {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(item) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (!(last >= first) || last - first > 10_000) {
      throw new InvalidArgumentError("Expected whole numbers or ranges of them: 1,2,5-10.");
    }
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Parses how many images are held out: a share below 1, or a number of them. */
export function shareOrCount(text: string): number {
  const value = numberWithin(0, 1e9)(text);
  if (value < 1 || Number.isInteger(value)) return value;
  throw new InvalidArgumentError("Expected a share below 1, or a whole number.");
}

const byteUnits: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/** Parses "2GiB" as a number of bytes. */
export function byteSize(text: string): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(digits) * (byteUnits[unit.toLowerCase()] ?? 0));
  if (bytes >= 1) return bytes;
  throw new InvalidArgumentError("Expected a size with its unit: 512MiB, 2GiB, 1.5GB.");
}

/** Parses "a,b,c". */
export function commaList(text: string): string[] {
  const items = text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);
  if (items.length > 0) return items;
  throw new InvalidArgumentError("Expected one or more, with commas between them.");
}

/** Parses "0.5,0.5,0.5". */
export const commaNumbers = (text: string): number[] => text.split(",").map(anyNumber);

/** Parses an option's value as a number. */
export const anyNumber: (text: string) => number = numberWithin(-Number.MAX_VALUE, Number.MAX_VALUE);
