// Kernels as text: what is bound, what a workgroup is, and how shapes and endings become constants.
import { describe, expect, test } from "vitest";
import { relu } from "../../ops/relu/wgsl.ts";
import { addTerm } from "../../ops/sum/wgsl.ts";
import { call, operand, place, target } from "./kernel.testing.ts";
import { arrayText, float, kernel } from "./kernel.ts";
import type { Operand } from "./lowering/lowering.ts";
import { expressionKernel } from "./lowering/pointwise.ts";
import { lowerings } from "./lowering/table.ts";

test("a place that is bound under two names is bound once", () => {
  const { source, bindings } = kernel({
    name: "copy",
    buffers: { x: { element: "f32", place: place(0) }, y: { element: "f32", place: place(0) } },
    lanes: 64,
    groups: 1,
    body: ({ x, y }) => `${y.set("lane", x.at("lane"))};`,
  });
  expect(bindings).toEqual([place(0)]);
  expect(source.match(/var<storage, read_write>/g)).toHaveLength(1);
  expect(source).toContain("x[lane] = x[lane];");
});

test.each([
  [1, [1, 1]],
  [65535, [65535, 1]],
  [65536, [65535, 2]],
  [200_000, [65535, 4]],
])("%i workgroups are dispatched as %j, and no more of them work", (groups, workgroups) => {
  const built = kernel({ name: "none", buffers: {}, lanes: 64, groups, body: () => "" });
  expect(built.workgroups).toEqual(workgroups);
  expect(built.source.includes(`if (group >= ${groups}u) { return; }`)).toBe(groups > 65535);
});

test("numbers are float32 literals", () => {
  expect([0.1, 1, -2.5, 1e-5, 1e-10].map(float)).toEqual([
    "0.10000000149011612f",
    "1f",
    "-2.5f",
    "0.000009999999747378752f",
    "1.000000013351432e-10f",
  ]);
});

describe("elementwise kernels", () => {
  test("take four floats at once, whatever the size", () => {
    const { source, workgroups } = expressionKernel("relu", call({}, [operand(0, 3, 7)], [operand(256, 3, 7)]));
    expect(source).toContain("alias T = vec4f;");
    expect(source).toContain("if (i >= 6u) { return; }");
    expect(workgroups).toEqual([1, 1]);
  });

  test.each([
    [8, "vec4f"],
    [7, "f32"],
  ])("by channels take as many as divide them: %i", (channels, type) => {
    const inputs = [operand(0, 2, channels), operand(256, channels)];
    const { source } = expressionKernel("addBias", call({}, inputs, [operand(512, 2, channels)]));
    expect(source).toContain(`alias T = ${type};`);
  });

  test("a rectifier compares, so that a NaN comes through", () => {
    expect(relu(["x"], {})).toBe("select(x, T(), x < T())");
  });

  test("a sum under a gate does not read its term where the gate is 0", () => {
    expect(addTerm({ factor: 1, gate: 4 }, "x[i]", arrayText("gates", { element: "f32" }))).toBe(
      "if (gates[4] != 0) { value += x[i]; }",
    );
    expect(addTerm({ factor: 0.5, gate: 1, weigh: true }, "x[i]", arrayText("gates", { element: "f32" }))).toBe(
      "if (gates[1] != 0) { value += gates[1] * 0.5f * x[i]; }",
    );
  });
});

test("a sum of more terms than there are buffers takes several kernels", () => {
  const inputs = Array.from({ length: 11 }, (_, index) => operand(256 * index, 8));
  const terms = inputs.map(() => ({ factor: 1 }));
  const kernels = lowerings.sum(call({ terms }, inputs, [operand(4096, 8)]), target);
  expect(kernels.map(({ bindings }) => bindings.length)).toEqual([5, 5, 5]);
  for (const { bindings } of kernels) expect(bindings.length).toBeLessThanOrEqual(target.buffers);
});

describe("values in f16", () => {
  const narrow = (scale: number, offset: number, ...shape: number[]): Operand => ({
    ...operand(offset, ...shape),
    scale,
  });

  test("are computed with as f32, and stored times a power of two", () => {
    const { source } = expressionKernel("relu", call({}, [narrow(1, 0, 2, 8)], [narrow(1024, 256, 2, 8)]));
    expect(source).toMatch(/^enable f16;\n/);
    expect(source).toContain("x0: array<vec4h>;");
    expect(source).toContain("let x0_ = (vec4f(x0[i]));");
    expect(source).toContain("result[i] = vec4h((value) * 1024f);");
  });

  test("meet f32 in one kernel", () => {
    const { source } = expressionKernel(
      "addBias",
      call({}, [narrow(1, 0, 2, 7), operand(256, 7)], [narrow(1, 0, 2, 7)]),
    );
    expect(source).toContain("x0: array<f16>;");
    expect(source).toContain("x1: array<f32>;");
    expect(source).toContain("x0[i] = f16(value);");
  });

  test.each([
    ["gpu", "tiled", 8, "weights"],
    ["cpu", "direct", 4, "weights"],
    ["cpu", "Winograd's", 8, "filters"],
  ] as const)("of a convolution for a %s (%s) are its images, not its sums", (processor, _, side, filter) => {
    const attributes = { stride: 1, padding: [1, 1, 1, 1] as const };
    const operands = [narrow(1, 0, 2, side, side, 16), operand(8192, 3, 3, 16, 16)];
    const kernels = lowerings.conv2d(call(attributes, operands, [narrow(1, 65536, 2, side, side, 16)]), {
      ...target,
      processor,
    });
    const source = kernels.map(({ source }) => source).join("\n");
    expect(source.match(/array<vec4h>/g)).toHaveLength(2);
    expect(source).toContain(`${filter}: array<vec4f>;`);
    expect(source).not.toMatch(/var \w+ = (vec4h|f16)/);
  });
});

test("equal shapes are equal texts, wherever their values lie", () => {
  const at = (offset: number) =>
    lowerings.conv2d(
      call(
        { stride: 1, padding: [1, 1, 1, 1] as const },
        [operand(offset, 2, 8, 8, 16), operand(offset + 8192, 3, 3, 16, 16)],
        [operand(offset + 65536, 2, 8, 8, 16)],
      ),
      target,
    );
  expect(at(0).map(({ source }) => source)).toEqual(at(131072).map(({ source }) => source));
  expect(at(0)).toHaveLength(1);
});

test("a filter's gradient is summed in parts, and their sum is one more kernel", () => {
  const kernels = lowerings.conv2dFilterGradient(
    call(
      { stride: 1, padding: [1, 1, 1, 1] as const, size: [3, 3] as const },
      [operand(0, 8, 32, 32, 16), operand(2 ** 20, 8, 32, 32, 16)],
      [operand(2 ** 21, 3, 3, 16, 16)],
    ),
    target,
  );
  expect(kernels.map(({ name }) => name)).toEqual(["conv2dFilterGradient", "conv2dFilterGradient, sum of parts"]);
});
