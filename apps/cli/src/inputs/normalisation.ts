// How images are normalised before a network sees them: by flags, by what the weights were trained with, or by the data.
import { channelStatistics, type ImageSet, type Normalisation } from "@unravel/data";
import { savedNormalisation, type Weights } from "@unravel/models";
import type { Command } from "commander";
import { commaNumbers } from "../command.ts";
import { UsageError } from "../failures.ts";

/** Means and deviations of the channels, in units of x / 255. */
export type NormalisationFlags = { readonly mean?: number[]; readonly std?: number[] };

/** Adds the flags to a command. */
export const withNormalisationFlags = (command: Command): Command =>
  command
    .option("--mean <list>", "mean of each channel, in units of x/255", commaNumbers)
    .option("--std <list>", "standard deviation of each channel, in units of x/255", commaNumbers);

/** A normalisation, and who said so. */
export type ChosenNormalisation = { readonly normalisation: Normalisation; readonly from: string };

/** What --mean and --std say for images of `channels`. Throws a UsageError where they cannot be used. */
function fromFlags({ mean, std }: NormalisationFlags, channels: number): ChosenNormalisation | undefined {
  if (mean === undefined && std === undefined) return undefined;
  if (mean?.length !== channels || std?.length !== channels) {
    const [means, deviations] = [mean, std].map((numbers) => numbers?.length ?? "no");
    throw new UsageError(
      `--mean and --std belong together: expected ${channels} numbers each, one a channel; got ${means} and ${deviations}.`,
    );
  }
  if (std.some((deviation) => deviation <= 0)) {
    throw new UsageError(`--std ${std.join(",")}: expected numbers above 0, as images are divided by them.`);
  }
  return { normalisation: { mean, std }, from: "flags" };
}

/** What `weights` were trained with: what is saved beside them, else what is known of their origin. */
export function trainedWith(weights: Weights): ChosenNormalisation | undefined {
  const own = savedNormalisation(weights);
  if (own) return { normalisation: own, from: "the weights' own training" };
  const { normalisation, dialect } = weights;
  return normalisation && { normalisation, from: `what ${dialect} weights are trained with` };
}

/** What flags say, else what `weights` (if there are some) were trained with, for images of `channels`; undefined where nobody says. */
export const statedNormalisation = (
  flags: NormalisationFlags,
  weights: Weights | undefined,
  channels: number,
): ChosenNormalisation | undefined => fromFlags(flags, channels) ?? (weights && trainedWith(weights));

/** The first that is known: what flags say, what `weights` were trained with, the data set's `published`, these images' own. */
export function chooseNormalisation(
  flags: NormalisationFlags,
  weights: Weights | undefined,
  set: ImageSet,
  published: Normalisation | undefined,
): ChosenNormalisation {
  return (
    statedNormalisation(flags, weights, set.shape[0]) ??
    (published && { normalisation: published, from: `the statistics of ${set.name}'s training images` }) ?? {
      normalisation: channelStatistics(set),
      from: "the statistics of these images",
    }
  );
}

/** A normalisation as it stands in an answer: a mean of every pixel is too long for one. */
export const normalisationRecord = (normalisation: Normalisation): Readonly<Record<string, unknown>> =>
  "pixelMean" in normalisation ? { pixelMean: true } : normalisation;
