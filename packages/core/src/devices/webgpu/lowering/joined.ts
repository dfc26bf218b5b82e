// Many small launches of one op as one kernel. A slab is bound once for all values in it, and each workgroup finds the call that it
// works for, whose offsets are constants.
import { size } from "../../../graph/graph.ts";
import { groupBy } from "../../../group-by.ts";
import type { AttributesOf } from "../../../ops/operations.ts";
import { sgd as sgdText } from "../../../ops/sgd/wgsl.ts";
import { addTerm } from "../../../ops/sum/wgsl.ts";
import { type Arrays, type ArrayText, type Buffer, type Kernel, kernel } from "../kernel.ts";
import { sgd, sum } from "./elementwise.ts";
import { type Call, gateVector, type Lowering, type Operand, type Target } from "./lowering.ts";

/** The kernels of independent calls with equal attributes, whose results nothing finishes. */
export type JoinedLowering<Attributes> = (calls: readonly Call<Attributes>[], target: Target) => readonly Kernel[];

/** What an op does to four elements of each call. */
type Joined<Attributes> = {
  readonly name: string;
  /** The call's values by name; `result` gets the variable `value`. */
  readonly operands: (call: Call<Attributes>) => Readonly<Record<string, Operand>>;
  /** Names of operands that are one number, read by every element. */
  readonly numbers: readonly string[];
  /** Sets `value` for vector `i`. */
  readonly value: (arrays: Arrays<string>, gates: ArrayText, attributes: Attributes) => string;
  /** How a call that cannot be joined is computed. */
  readonly alone: Lowering<Attributes>;
};

const lanes = 64;

/** The vectors of a lane. A CPU that stands in for a GPU goes through all of what finds a group's call, so there are few groups. */
const vectorsOfLane: Readonly<Record<Target["processor"], number>> = { gpu: 4, cpu: 64 };

/** More calls than this are another kernel: the text grows with them. */
const mostCalls = 64;

const joined =
  <Attributes extends object>(op: Joined<Attributes>): JoinedLowering<Attributes> =>
  (calls, target) => {
    const places = (call: Call<Attributes>) => Object.values(op.operands(call)).map(({ place }) => place.buffer);
    return groupBy(calls, (call) => places(call).join()).flatMap((alike) => {
      const buffers = slabsOf(op.operands(alike[0]!)).length + 1; // and the gates
      const narrow = alike.some((call) => Object.values(op.operands(call)).some(({ scale }) => scale !== undefined));
      if (alike.length === 1 || narrow || buffers > target.buffers)
        return alike.flatMap((call) => op.alone(call, target));
      return Array.from({ length: Math.ceil(alike.length / mostCalls) }, (_, part) =>
        joinedKernel(op, alike.slice(part * mostCalls, (part + 1) * mostCalls), vectorsOfLane[target.processor]),
      );
    });
  };

/** The slabs of a call's values, one after the other. */
const slabsOf = (operands: Readonly<Record<string, Operand>>): readonly Buffer["place"]["buffer"][] => [
  ...new Set(Object.values(operands).map(({ place }) => place.buffer)),
];

/** One kernel of calls whose values lie in the same slabs. */
function joinedKernel<Attributes extends object>(
  { name, operands, numbers, value }: Joined<Attributes>,
  calls: readonly Call<Attributes>[],
  vectors: number,
): Kernel {
  const rows = calls.map(operands);
  const all = rows.flatMap((row) => Object.values(row));
  const slabs = slabsOf(rows[0]!).map((buffer): [string, Buffer] => {
    const ends = all.filter(({ place }) => place.buffer === buffer).map(({ place }) => place.offset + place.bytes);
    return [`slab${buffer}`, { element: "vec4f", place: { buffer, offset: 0, bytes: Math.max(...ends) } }];
  });
  const names = Object.keys(rows[0]!);
  const array = (name: string): ArrayText => {
    const slab = `slab${rows[0]![name]!.place.buffer}`;
    if (numbers.includes(name)) return { at: () => `${slab}[${name}At].x`, set: () => "" };
    return {
      at: (index) => `${slab}[${name}At + ${index}]`,
      set: (index, text) => `${slab}[${name}At + ${index}] = ${text}`,
    };
  };
  const elements = Object.fromEntries(names.map((name) => [name, array(name)]));

  let groups = 0;
  const leaves = rows.map((row) => {
    const units = Math.ceil(size(row.result!.shape) / 4);
    const first = groups;
    groups += Math.ceil(units / (vectors * lanes));
    const offsets = names.map((name) => `${name}At = ${row[name]!.place.offset / 16}u;`);
    return { first, text: `first = ${first}u; units = ${units}u; ${offsets.join(" ")}` };
  });
  return kernel<string>({
    name,
    buffers: { ...Object.fromEntries(slabs), gates: gateVector },
    lanes,
    groups,
    module: () => "alias T = vec4f;",
    body: ({ gates }) => `
var first = 0u;
var units = 0u;
${names.map((name) => `var ${name}At = 0u;`).join("\n")}
${choose(leaves)}
let start = (group - first) * ${vectors * lanes}u;
for (var i = start + lane; i < min(start + ${vectors * lanes}u, units); i += ${lanes}u) {
  var value = T(); // without a value Tint keeps the last round's
  ${value(elements, gates!, calls[0]!.attributes)}
  ${elements.result!.set("i", "value")};
}`,
  });
}

/** Runs the text of the last of `leaves` whose first group is not behind `group`. */
function choose(leaves: readonly { readonly first: number; readonly text: string }[]): string {
  if (leaves.length === 1) return leaves[0]!.text;
  const middle = leaves.length >> 1;
  const [left, right] = [leaves.slice(0, middle), leaves.slice(middle)];
  return `if (group < ${right[0]!.first}u) { ${choose(left)} } else { ${choose(right)} }`;
}

/** The ops that can be joined. */
export const joinedLowerings: {
  readonly [Name in "sgd" | "sum"]: JoinedLowering<AttributesOf<Name>>;
} = {
  sgd: joined<AttributesOf<"sgd">>({
    name: "sgd",
    operands({ inputs, outputs }) {
      const [w, v, g, rate] = inputs as [Operand, Operand, Operand, Operand];
      const [result, vNext] = outputs as [Operand, Operand];
      return { w, v, g, rate, vNext, result };
    },
    numbers: ["rate"],
    value: (arrays, _, attributes) => sgdText(arrays as Arrays<"w" | "v" | "g" | "rate" | "vNext">, attributes),
    alone: sgd,
  }),
  sum: joined<AttributesOf<"sum">>({
    name: "sum",
    operands: ({ inputs, outputs }) => ({
      ...Object.fromEntries(inputs.map((input, index) => [`x${index}`, input])),
      result: outputs[0]!,
    }),
    numbers: [],
    value: (arrays, gates, { terms }) =>
      terms.map((term, index) => addTerm(term, arrays[`x${index}`]!.at("i"), gates)).join("\n"),
    alone: sum,
  }),
};

/** The name of an op that can be joined. */
export type JoinedName = keyof typeof joinedLowerings;
