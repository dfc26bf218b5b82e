// What someone may have meant by a name that does not exist.

/** Edits (insert, delete, replace one character) that turn `a` into `b` (Levenshtein 1966). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [i, character] of [...a].entries()) {
    const above = row;
    row = [i + 1];
    for (let j = 0; j < b.length; j++)
      row.push(Math.min(above[j + 1]! + 1, row[j]! + 1, above[j]! + (character === b[j] ? 0 : 1)));
  }
  return row[b.length]!;
}

const longest = 64; // a name that long is no typing error, and the table grows with its length

/** The `count` of `names` nearest to `name`, the nearest first. */
export const nearest = (name: string, names: Iterable<string>, count = 3): readonly string[] =>
  [...names]
    .map((known) => ({ known, away: distance(name.slice(0, longest).toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, count)
    .map(({ known }) => known);
