// How images are normalised before a network sees them: by flags, by what the weights were trained with, or by the data.
import { channelStatistics, type ImageSet, type Normalisation, normalisations } from "@unravel/data";
import type { Weights } from "@unravel/models";
import { UsageError } from "../failures.ts";
import { savedNormalisation } from "./weights.ts";

/** Means and deviations of the channels, in units of x / 255. */
export type NormalisationFlags = { readonly mean?: number[]; readonly std?: number[] };

/** A normalisation, and who said so. */
export type ChosenNormalisation = { readonly normalisation: Normalisation; readonly from: string };

function fromFlags({ mean, std }: NormalisationFlags): ChosenNormalisation | undefined {
  if (mean === undefined && std === undefined) return undefined;
  if (mean === undefined || std === undefined) {
    throw new UsageError("--mean and --std belong together: give both, one number a channel.");
  }
  return { normalisation: { mean, std }, from: "flags" };
}

/** What the run that made the weights has saved beside them. */
function fromRun(weights: Weights): ChosenNormalisation | undefined {
  const normalisation = savedNormalisation(weights);
  return normalisation && { normalisation, from: "the weights' own training" };
}

function fromOrigin({ normalisation, dialect }: Weights): ChosenNormalisation | undefined {
  if (!normalisation) return undefined;
  const { scale, mean, std } = normalisation;
  const rescale = (values: readonly number[]) => values.map((value) => (value * scale) / 255);
  return {
    normalisation: { mean: rescale(mean), std: rescale(std) },
    from: `what ${dialect} weights are trained with`,
  };
}

function fromDataset({ name }: ImageSet): ChosenNormalisation | undefined {
  const known: Readonly<Record<string, Normalisation>> = normalisations;
  const normalisation = known[name];
  return normalisation && { normalisation, from: `the statistics of ${name}'s training images` };
}

/** The first that is known: what flags say, what `weights` were trained with, the data set's own, these images' own. */
export function chooseNormalisation(flags: NormalisationFlags, weights: Weights, set: ImageSet): ChosenNormalisation {
  return (
    fromFlags(flags) ??
    fromRun(weights) ??
    fromOrigin(weights) ??
    fromDataset(set) ?? { normalisation: channelStatistics(set), from: "the statistics of these images" }
  );
}

/** A normalisation as it stands in an answer: a mean of every pixel is too long for one. */
export const normalisationRecord = (normalisation: Normalisation): Readonly<Record<string, unknown>> =>
  "pixelMean" in normalisation ? { pixelMean: true } : normalisation;
