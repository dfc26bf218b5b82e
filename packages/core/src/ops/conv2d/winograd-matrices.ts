// Winograd's minimal filtering F(m x m, 3 x 3) (Lavin & Gray 2016): m x m outputs of a 3x3 filter by (m + 2)² products in place of 9·m².
// Its matrices are those of Cook and Toom: polynomials are evaluated at points, multiplied there, and interpolated.

/** A matrix, row by row. */
export type Matrix = readonly (readonly number[])[];

/** How tiles are transformed: Y = Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A. */
export type Winograd = {
  /** m: a tile has m x m outputs and meets (m + 2) x (m + 2) inputs. */
  readonly tile: number;
  /** Bᵀ, (m + 2) x (m + 2). */
  readonly input: Matrix;
  /** G, (m + 2) x 3. */
  readonly filter: Matrix;
  /** Aᵀ, m x (m + 2). */
  readonly output: Matrix;
};

/** Coefficients of Π(x − root), the constant first. */
function polynomial(roots: readonly number[]): readonly number[] {
  let product = [1];
  for (const root of roots) {
    product = [0, ...product].map((shifted, power) => shifted - root * (product[power] ?? 0));
  }
  return product;
}

const powers = (x: number, count: number): readonly number[] => Array.from({ length: count }, (_, power) => x ** power);

/** The matrices of m + 1 different points, to which infinity is added. */
export function winogradAt(points: readonly number[]): Winograd {
  const tile = points.length - 1;
  const others = points.map((point) => points.filter((other) => other !== point));
  return {
    tile,
    input: [...others.map((roots) => [...polynomial(roots), 0]), polynomial(points)],
    filter: [
      ...points.map((point, index) => {
        const scale = others[index]!.reduce((product, other) => product * (point - other), 1);
        return powers(point, 3).map((power) => power / scale);
      }),
      [0, 0, 1],
    ],
    output: powers(0, tile).map((_, row) => [...points.map((point) => point ** row), row === tile - 1 ? 1 : 0]),
  };
}

/** F(4x4, 3x3), at points that are exact in float32 and err half as much as the usual 0, ±1, ±2. */
export const winograd4: Winograd = winogradAt([0, 0.75, -0.75, 1.5, -1.5]);
