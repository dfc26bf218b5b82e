// The flag that says what batch norm normalises by.
import type { Statistics } from "@unravel/analysis";
import type { Command } from "commander";
import { oneOf } from "../names.ts";

/** The flag as commander gives it. */
export type StatisticsFlags = { readonly statistics: string };

const known: readonly Statistics[] = ["running", "batch"];

/** Adds the flag to a command. */
export const withStatisticsFlag = (command: Command, standard: Statistics): Command =>
  command.option(
    "--statistics <name>",
    "batch norm by the running statistics, as in testing, or by the batch's own, as in training",
    standard,
  );

/** What the flag says. Throws a UsageError for an unknown name. */
export const chooseStatistics = ({ statistics }: StatisticsFlags): Statistics => oneOf("statistics", statistics, known);
