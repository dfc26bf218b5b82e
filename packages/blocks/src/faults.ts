// Schema building blocks whose messages teach: what was expected, what came, and where.
import * as v from "valibot";

const longestShown = 60;

/** A value as it stands in a message: cut to a readable length, and safe for values that are no JSON. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a record";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** A message saying what was expected and what came. */
export const expected =
  (what: string) =>
  (issue: v.BaseIssue<unknown>): string =>
    `expected ${what}, got ${show(issue.input)}`;

/** A whole number within bounds. */
export function integer(least: number, most: number): v.GenericSchema<unknown, number> {
  const message = expected(`an integer from ${least} to ${most}`);
  return v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(most, message));
}

/** A number within bounds, both included. */
export function number(least: number, most: number): v.GenericSchema<unknown, number> {
  const message = expected(`a number from ${least} to ${most}`);
  return v.pipe(v.number(message), v.minValue(least, message), v.maxValue(most, message));
}

/** A name of a model, block or op: what may stand in a parameter's name and in a file's. */
export const identifier: v.GenericSchema<unknown, string> = v.pipe(
  v.string(expected("a name")),
  v.regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, expected("a name of at most 128 letters, digits, dots, dashes or _")),
);

/** The key of a row of `table`. */
export function keyOf<K extends string>(table: Readonly<Record<K, unknown>>): v.GenericSchema<unknown, K> {
  const keys = Object.keys(table) as K[];
  return v.picklist(keys, expected(`one of ${keys.join(", ")}`));
}

/** A list of at least `least` and at most `most` items. */
export function list<T>(
  item: v.GenericSchema<unknown, T>,
  least: number,
  most: number,
): v.GenericSchema<unknown, readonly T[]> {
  const message = `a list of ${least} to ${most} items`;
  const length = (issue: v.BaseIssue<unknown>) => `expected ${message}, got ${issue.received}`;
  return v.pipe(
    v.array(v.unknown(), expected(message)),
    v.minLength(least, length), // the length is bounded before the items are looked at
    v.maxLength(most, length),
    v.array(item),
  );
}

/** A record of exactly these fields; its messages name unknown fields and missing ones. */
export function record<E extends v.ObjectEntries>(
  fields: E,
): v.StrictObjectSchema<E, (issue: v.StrictObjectIssue) => string> {
  return v.strictObject(fields, (issue) => {
    if (issue.expected === "never") return `unknown field; known are ${Object.keys(fields).join(", ")}`;
    return issue.received === "undefined" && issue.path ? "missing" : expected("a record")(issue);
  });
}

const step = (key: unknown): string =>
  typeof key === "string" && /^\w{1,64}$/.test(key) ? `.${key}` : `[${show(key)}]`;

const dotted = (path: readonly v.IssuePathItem[]): string =>
  path
    .map(({ key }) => step(key))
    .join("")
    .replace(/^\./, "");

/** An issue with the path to it: "ops[2].kernel: expected an integer from 1 to 64, got -3". */
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = dotted(issue.path ?? []);
  return path ? `${path}: ${issue.message}` : issue.message;
}

/** The first fault of `value` under `schema` in words; undefined if there is none. */
export function fault(schema: v.GenericSchema, value: unknown): string | undefined {
  const issue = v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true }).issues?.[0];
  return issue && describeIssue(issue);
}
