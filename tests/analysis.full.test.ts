// The analyses of other people's weights on real images, against what PyTorch measures and what the papers say.
import { join } from "node:path";
import { describe, expect } from "vitest";
import { answer } from "../apps/cli/src/cli.testing.ts";
import { realDataTest, unpackCifar } from "./support/real-data.ts";

const timeout = 3_600_000;

/** Errors in % on the first 5,000 test images without each block, measured with PyTorch. */
const withoutBlock = [
  ...[8.2, 12.6, 8.6, 8.8, 7.8, 7.7, 9.2, 14.9, 8.0],
  ...[23.2, 7.9, 7.7, 8.0, 7.4, 7.3, 8.0, 7.9, 7.2],
  ...[14.7, 8.7, 8.6, 8.6, 9.3, 9.0, 8.6, 9.3, 8.0],
];

type Results = readonly { readonly deleted: readonly string[]; readonly error: number }[];

describe("the first 5,000 test images of CIFAR-10", () => {
  const flags = async (realData: string, model: string, file: string) => [
    ...["--model", model, "--weights", join(realData, "weights", file)],
    ...["--data", "cifar10", "--data-dir", await unpackCifar(), "--device", "wasm"],
  ];

  realDataTest("resnet56 without each of its blocks", { timeout }, async ({ realData }) => {
    const study = await answer("lesion", ...(await flags(realData, "resnet56", "resnet56-4bfd9763.th")));
    expect(study).toMatchObject({ intact: { images: 5000, wrong: 352 } });
    const results = study.results as Results;
    expect(results).toHaveLength(27);
    for (const [index, { deleted, error }] of results.entries()) {
      expect(Math.abs(error - withoutBlock[index]!), deleted.join()).toBeLessThanOrEqual(0.1);
    }
  });

  realDataTest(
    "every layer of plainnet20 is vital, the typical block of its residual twin is not",
    { timeout },
    async ({ realData }) => {
      const plain = await answer("lesion", ...(await flags(realData, "plain20", "plainnet_neo_v1_5e4_20.pth")));
      const twin = await answer("lesion", ...(await flags(realData, "resnet20", "resnet_neo_v1_5e4_20.pth")));
      const median = (study: Record<string, unknown>) =>
        (study.results as Results).map(({ error }) => error).sort((a, b) => a - b)[
          Math.floor((study.results as Results).length / 2)
        ]!;
      expect((plain.results as Results).length).toBe(16);
      expect(Math.min(...(plain.results as Results).map(({ error }) => error))).toBeGreaterThan(50);
      expect(median(twin)).toBeLessThan(median(plain) / 2);
    },
  );

  realDataTest(
    "resnet56: the gradient falls exponentially with the paths' length",
    { timeout },
    async ({ realData }) => {
      const network = await flags(realData, "resnet56", "resnet56-4bfd9763.th");
      const study = await answer("gradients", ...network, "--samples", "4");
      const { factor, r2 } = study.fit as { factor: number; r2: number };
      expect(factor).toBeLessThan(0.6);
      expect(r2).toBeGreaterThan(0.9);
    },
  );
});
