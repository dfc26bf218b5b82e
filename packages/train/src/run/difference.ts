/** A value as it stands in a message, cut to a readable length. */
const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** The first place where two JSON values differ ("schedule.rate: 0.1 before, 0.2 now"); undefined if they are equal. */
export function difference(before: unknown, now: unknown, path = ""): string | undefined {
  if (before === now) return undefined;
  if (typeof before !== "object" || typeof now !== "object" || before === null || now === null) {
    return `${path}: ${show(before)} before, ${show(now)} now`;
  }
  const [a, b] = [before, now] as Record<string, unknown>[];
  for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
    const found = difference(a![key], b![key], path ? `${path}.${key}` : key);
    if (found) return found;
  }
  return undefined;
}
