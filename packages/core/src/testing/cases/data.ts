// Batches of a data set in bytes: shifts and mirror images whose edges index arithmetic gets wrong.
import { type CaseOf, type CaseTable, integers, normal, type Operand } from "../case.ts";

type Images = readonly [count: number, height: number, width: number, channels: number];
type Placement = readonly [index: number, top: number, left: number, mirrored: 0 | 1];

const bytes = (shape: Images): Operand => ({
  shape,
  data: Uint8Array.from(
    { length: shape.reduce((product, n) => product * n, 1) },
    (_, at) => (at * 37 + (at >> 5)) % 256,
  ),
});

const batch = (
  title: string,
  shape: Images,
  placements: readonly Placement[],
  mean = false,
): CaseOf<"gatherImages"> => {
  const [, height, width, channels] = shape;
  const rows = { ...integers(...placements.flat()), shape: [placements.length, 4] };
  const levels = normal([channels, 256]);
  return {
    title,
    inputs: [bytes(shape), rows, levels, ...(mean ? [normal([height, width, channels], 1)] : [])],
    attributes: {},
  };
};

const corners: readonly Placement[] = [0, 1].flatMap((mirrored) =>
  [-2, 0, 3].flatMap((top) => [-3, 0, 1].map((left): Placement => [top + 2, top, left, mirrored as 0 | 1])),
);

const far: readonly Placement[] = [0, 1].flatMap((mirrored) =>
  [-6, -5, 5, 6].flatMap((shift): Placement[] => [
    [0, shift, 0, mirrored as 0 | 1],
    [1, 0, shift, mirrored as 0 | 1],
  ]),
);

/** Cases of the op that makes batches. */
export const data: Pick<CaseTable, "gatherImages"> = {
  gatherImages: [
    batch("CIFAR's images, shifted and mirrored", [6, 32, 32, 3], corners),
    batch("a mean image", [6, 8, 8, 3], corners, true),
    batch("one channel, odd size", [6, 7, 9, 1], corners),
    batch("more channels than a vector, with a mean image", [6, 5, 4, 7], corners, true),
    batch("one pixel", [2, 1, 1, 3], [[1, 0, 0, 1]]),
    batch("shifts by the whole image and further", [2, 6, 5, 3], far),
    batch(
      "the same image twice, and images that are none",
      [2, 4, 4, 3],
      [
        [1, 0, 0, 0],
        [-1, 0, 0, 0],
        [1, 0, 0, 1],
        [-1, 2, -3, 1],
      ],
    ),
  ],
};
