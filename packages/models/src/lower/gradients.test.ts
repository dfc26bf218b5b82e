// Every block that can be built, against central differences in float64.
import {
  type NetworkOptions,
  network,
  networkRefusal,
  orders,
  parameters,
  resizes,
  type ShortcutName,
  shortcuts,
} from "@unravel/blocks";
import { createReferenceDevice, type Executable, plan } from "@unravel/core";
import { normal, randomStream } from "@unravel/core/random";
import { describe, expect, test } from "vitest";
import { trainingGraph } from "./training.ts";

const batch = 3;
const forms = { basic: { kernels: [3, 3] }, bottleneck: { kernels: [1, 3, 1], expansion: 2 } };

/** Every resize, and none at all where a shortcut (a plain block's) has none. */
const resizesOf = (shortcut: ShortcutName): readonly (string | undefined)[] =>
  shortcuts[shortcut].resizes.length === 0 ? [undefined, ...Object.keys(resizes)] : Object.keys(resizes);

const combinations = Object.keys(orders).flatMap((order) =>
  Object.keys(shortcuts).flatMap((shortcut) =>
    resizesOf(shortcut as ShortcutName).flatMap((resize) =>
      Object.entries(forms).flatMap(([form, shape]) =>
        [1, 2, 4].map((branches) => ({
          label: `${order} ${shortcut} ${resize ?? "-"} ${form} r=${branches}`,
          options: {
            name: "tiny",
            input: [2, 6, 6],
            classes: 3,
            stem: "cifar",
            depths: [1, 1],
            widths: [2, 4],
            order,
            shortcut,
            branches,
            ...shape,
            ...(resize ? { resize } : {}),
          } as NetworkOptions,
        })),
      ),
    ),
  ),
);

const random = (stream: number, length: number): Float64Array => {
  const numbers = randomStream(7, "test", stream);
  return Float64Array.from({ length }, (_, i) => normal(numbers, 0, i));
};

/** Loads the training step of a network with random parameters, and a function from a change of them to the loss. */
async function prepare(options: NetworkOptions) {
  const model = network(options);
  const graph = trainingGraph(model, { batch, momentum: 0, weightDecay: 0, gated: true, gradients: true });
  const device = createReferenceDevice({ fill: Number.NaN });
  const step = await device.load(plan(graph, device.capabilities));
  const learned = parameters(model).filter((parameter) => parameter.learned);
  const start = new Map(
    learned.map(({ name }, index) => {
      const { length } = valuesOf(step, name);
      const scale = name.endsWith("weight") ? 0.7 : 0.3;
      const centre = /bn\d*\.weight|downsample\.1\.weight/.test(name) ? 1 : 0;
      return [name, random(index + 1, length).map((x) => centre + scale * x)] as const;
    }),
  );
  await step.write("images", random(0, batch * 72));
  await step.write("labels", Int32Array.of(0, 1, 2));
  await step.write("valid", Int32Array.of(batch));
  await step.write("rate", Float64Array.of(0));
  if (graph.inputs.has("random")) await step.write("random", Int32Array.of(1, 2));
  const loss = async (direction: ReadonlyMap<string, Float64Array>, distance: number): Promise<number> => {
    for (const [name, values] of start) {
      const along = direction.get(name);
      await step.write(name, along ? values.map((x, i) => x + distance * along[i]!) : values);
    }
    await step.run();
    return (await step.read("loss"))[0]!;
  };
  return { step, names: [...start.keys()], loss };
}

const valuesOf = (step: Executable, name: string): { length: number } => ({
  length: step.program.graph.states.get(name)!.initial.shape.reduce((product, n) => product * n, 1),
});

/** The relative difference between the gradient along a random direction and the central difference, at the best of three distances. */
async function disagreement({ step, names, loss }: Awaited<ReturnType<typeof prepare>>, seed: number): Promise<number> {
  const direction = new Map(names.map((name, index) => [name, random(seed + index, valuesOf(step, name).length)]));
  await loss(direction, 0);
  let slope = 0;
  for (const [name, along] of direction) {
    const gradient = await step.read(`gradient.${name}`);
    slope += along.reduce((total, x, i) => total + x * gradient[i]!, 0);
  }
  // A rectifier's kink between the two points spoils one distance; a wrong rule spoils all of them.
  const differences: number[] = [];
  for (const distance of [1e-5, 1e-6, 1e-7]) {
    const difference = ((await loss(direction, distance)) - (await loss(direction, -distance))) / (2 * distance);
    differences.push(Math.abs(difference - slope) / Math.max(Math.abs(slope), 1e-3));
  }
  return Math.min(...differences);
}

const built = combinations.filter(({ options }) => networkRefusal(options) === undefined);
const dropping = Object.keys(orders).flatMap((order) =>
  Object.entries(forms).flatMap(([form, shape]) =>
    (["first", "last", "all"] as const).map((drop) => ({
      label: `${order} ${form} r=2, second branch drops ${drop}`,
      options: { ...built[0]!.options, ...shape, order, branches: 2, drop: ["none", drop] } as NetworkOptions,
    })),
  ),
);

test("most combinations of order, shortcut, resize, form and number of branches can be built", () => {
  expect(combinations).toHaveLength(5 * (7 * 5 + 1) * 2 * 3);
  expect(built).toHaveLength(820);
});

describe.each(Object.keys(orders))("gradients of order %s agree with central differences", (order) => {
  test.each([...built, ...dropping].filter(({ options }) => options.order === order))("$label", async ({ options }) => {
    const prepared = await prepare(options);
    for (const seed of [100, 200, 300]) expect(await disagreement(prepared, seed)).toBeLessThan(1e-6);
  });
});
