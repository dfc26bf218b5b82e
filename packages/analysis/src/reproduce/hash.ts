// A short name for data that decide a result.
import { checksum } from "@unravel/train";

/** `value` with the keys of its records in order, so that equal ones have equal JSON. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}

/** The checksum of plain JSON data, whatever order their fields are in. */
export const hash = (value: unknown): string => checksum([new TextEncoder().encode(JSON.stringify(ordered(value)))]);
