// What a recipe must look like. Messages say what was expected and what came, after the path to the fault.
import * as v from "valibot";
import { RecipeError } from "../errors.ts";
import type { Moment, RateCurve, Schedule } from "../schedule/schedule.ts";
import { survivalDraws } from "../survival.ts";
import type { Recipe } from "./recipe.ts";

const longestShown = 60;

function expected(what: string): (issue: v.BaseIssue<unknown>) => string {
  return ({ input }) => {
    const text = input === undefined ? "nothing" : (JSON.stringify(input) ?? String(input));
    return `expected ${what}, got ${text.slice(0, longestShown)}${text.length > longestShown ? "…" : ""}`;
  };
}

/** The message of a record: unknown and missing fields are faults of the field, anything else of the record. */
function field(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === "never") return "there is no such field; check its spelling or leave it out";
  return issue.received === "undefined" && issue.path ? "it is missing" : expected("a record")(issue);
}

function number(least: number, most: number) {
  const message = expected(`a number from ${least} to ${most}`);
  return v.pipe(v.number(message), v.minValue(least, message), v.maxValue(most, message));
}

function integer(least: number, most: number) {
  const message = expected(`an integer from ${least} to ${most}`);
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

const text = v.pipe(v.string(expected("a text")), v.minLength(1, expected("a text that is not empty")));
const truth = v.boolean(expected("true or false"));
const share = number(0, 1);
const list = <T>(item: v.GenericSchema<unknown, T>) =>
  v.pipe(v.array(item, expected("a list")), v.maxLength(1024, "expected at most 1024 items"));

/** Far above anything sensible; finite, so that nothing overflows. */
const many = 1e9;

const momentForm = '{"epochs": number} or {"steps": number}';
const moment: v.GenericSchema<unknown, Moment> = v.union(
  [v.strictObject({ epochs: number(0, many) }), v.strictObject({ steps: integer(0, many) })],
  expected(momentForm),
);

const curves = {
  constant: v.strictObject({ kind: v.literal("constant") }, field),
  steps: v.strictObject({ kind: v.literal("steps"), at: list(moment), factor: share }, field),
  cosine: v.strictObject({ kind: v.literal("cosine") }, field),
  linear: v.strictObject({ kind: v.literal("linear") }, field),
  oneCycle: v.strictObject({ kind: v.literal("oneCycle"), peak: number(0.001, 0.999), start: share }, field),
  plateau: v.strictObject({ kind: v.literal("plateau"), factor: share, patience: integer(0, many) }, field),
} satisfies { readonly [Kind in RateCurve["kind"]]: v.GenericSchema };

const kinds = Object.keys(curves).join(", ");
const curve: v.GenericSchema<unknown, RateCurve> = v.variant("kind", Object.values(curves), (issue) =>
  expected(issue.path ? `one of ${kinds}` : "a record")(issue),
);

const schedule: v.GenericSchema<unknown, Schedule> = v.strictObject(
  {
    rate: number(0, 1e30),
    curve,
    warmUp: v.optional(
      v.nullable(
        v.strictObject(
          {
            rate: number(0, 1e30),
            until: v.union(
              [moment, v.strictObject({ error: number(0, 100) })],
              expected(`${momentForm} or {"error": %}`),
            ),
          },
          field,
        ),
      ),
      null,
    ),
  },
  field,
);

const optimiser: v.GenericSchema<unknown, Recipe["optimiser"]> = v.strictObject(
  {
    momentum: share,
    weightDecay: share,
    nesterov: v.optional(truth, false),
    decayVectors: v.optional(truth, true),
  },
  field,
);

const augmentation: v.GenericSchema<unknown, Recipe["augmentation"]> = v.nullable(
  v.union(
    [
      v.strictObject({ pad: integer(0, 256), flip: truth }),
      v.strictObject({
        shorterSide: v.strictTuple([integer(1, 16_384), integer(1, 16_384)]),
        crop: integer(1, 16_384),
        flip: truth,
        lighting: number(0, 10),
      }),
    ],
    expected('{"pad": pixels, "flip": true or false}, {"shorterSide", "crop", "flip", "lighting"} or null'),
  ),
);

const normalisation: v.GenericSchema<unknown, Recipe["normalisation"]> = v.union(
  [
    v.picklist(["channel", "pixelMean"]),
    v.strictObject({ mean: list(number(-1000, 1000)), std: list(number(1e-6, 1000)) }),
  ],
  expected('"channel", "pixelMean" or {"mean": numbers, "std": numbers}'),
);

const wholeEpochs = v.strictObject({ epochs: integer(1, many) });
const length: v.GenericSchema<unknown, Recipe["length"]> = v.union(
  [wholeEpochs, v.strictObject({ steps: integer(1, many) })],
  expected('{"epochs": whole number} or {"steps": whole number}'),
);

/** The schema of a recipe's JSON (valibot); what is optional there is filled in. */
export const recipeSchema: v.GenericSchema<unknown, Recipe> = v.pipe(
  v.strictObject(
    {
      format: v.literal(1, expected("1, the only format there is")),
      name: text,
      batch: integer(1, 65_536),
      accumulate: v.optional(integer(1, 65_536), 1),
      length,
      optimiser,
      schedule,
      augmentation: v.optional(augmentation, null),
      normalisation,
      labelSmoothing: v.optional(number(0, 0.999), 0),
      survivalDraw: v.optional(
        v.picklist(survivalDraws, expected(`one of ${survivalDraws.join(", ")}`)),
        "independent",
      ),
      averageDecay: v.optional(v.nullable(number(0, 0.999999)), null),
      validation: v.optional(
        v.union([number(0, 0.999), integer(1, many)], expected("a share below 1 or a whole number")),
        0,
      ),
      window: v.optional(integer(1, many), 50),
      seed: v.optional(integer(0, 2 ** 31 - 1), 0),
    },
    field,
  ),
  v.forward(
    v.check(
      ({ batch, accumulate }) => batch % accumulate === 0,
      ({ input: { batch, accumulate } }) => `expected a divisor of the batch of ${batch}, got ${accumulate}`,
    ),
    ["accumulate"],
  ),
  v.forward(
    v.check(
      ({ schedule, validation }) => !("patience" in schedule.curve) || validation > 0,
      "expected images to hold out, got 0: a plateau is measured on them",
    ),
    ["validation"],
  ),
);

const dotted = (path: readonly v.IssuePathItem[]): string =>
  path.reduce((text, { key }) => (typeof key === "number" ? `${text}[${key}]` : `${text}${text && "."}${key}`), "");

/** The recipe that `json` (parsed JSON) describes, complete. Throws a RecipeError naming the path to its first fault. */
export function parseRecipe(json: unknown): Recipe {
  const { success, output, issues } = v.safeParse(recipeSchema, json, { abortEarly: true, abortPipeEarly: true });
  if (success) return output;
  const [issue] = issues;
  throw new RecipeError(`Recipe: ${dotted(issue.path ?? [])}${issue.path ? ": " : ""}${issue.message}.`);
}
