// A network as an ONNX file with its untrained weights, for the peers that run ONNX.
import { interpret, type Model, type Op, paddingOf } from "@unravel/blocks";
import { initialise } from "@unravel/models";
import type { onnx as Onnx } from "onnx-proto";

/** Whole numbers, or one real one. */
type Attribute = number | readonly number[] | { readonly real: number };

/** Makes nodes; both return the name of a value. */
type Builder = {
  node(op: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>): string;
  constant(numbers: readonly number[]): string;
};

type Rules = {
  readonly [K in Op["op"]]?: (builder: Builder, x: string, op: Extract<Op, { op: K }>, name: string) => string;
};
type Rule = (builder: Builder, x: string, op: Op, name: string) => string;

const square = (side: number): number[] => [side, side];
const leaves = (name: string, ...own: string[]): string[] => own.map((leaf) => `${name}.${leaf}`);

/** What the ops of ungated networks are in operator set 13. */
const rules: Rules = {
  conv({ node }, x, op, name) {
    const [top, bottom, left, right] = paddingOf(op);
    const weights = leaves(name, "weight", ...(op.bias ? ["bias"] : []));
    const pads = [top, left, bottom, right];
    return node("Conv", [x, ...weights], { kernel_shape: square(op.kernel), strides: square(op.stride), pads });
  },
  linear: ({ node }, x, _, name) => node("Gemm", [x, ...leaves(name, "weight", "bias")], { transB: 1 }),
  bn: ({ node }, x, { epsilon = 1e-5 }, name) =>
    node("BatchNormalization", [x, ...leaves(name, "weight", "bias", "running_mean", "running_var")], {
      epsilon: { real: epsilon },
    }),
  relu: ({ node }, x) => node("Relu", [x]),
  globalAveragePool: ({ node }, x) => node("Flatten", [node("GlobalAveragePool", [x])]),
  maxPool: ({ node }, x, { kernel, stride, padding }) =>
    node("MaxPool", [x], {
      kernel_shape: square(kernel),
      strides: square(stride),
      pads: [...square(padding), ...square(padding)],
    }),
  padChannels({ node, constant }, x, { stride, before, after }) {
    const end = 2 ** 31 - 1;
    const window = [[0, 0], [end, end], [2, 3], square(stride)].map(constant);
    const sampled = stride === 1 ? x : node("Slice", [x, ...window]);
    return node("Pad", [sampled, constant([0, before, 0, 0, 0, after, 0, 0])]);
  },
};

type Proto = typeof Onnx;

function attributeProto({ AttributeProto }: Proto, name: string, value: Attribute): Onnx.IAttributeProto {
  const { INT, INTS, FLOAT } = AttributeProto.AttributeType;
  if (typeof value === "number") return { name, type: INT, i: value };
  return "real" in value ? { name, type: FLOAT, f: value.real } : { name, type: INTS, ints: [...value] };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The file of `model` with the weights of seed 0: "images" [batch,C,H,W] to "logits". */
export async function onnxFile(model: Model, batch: number): Promise<Uint8Array> {
  const { onnx } = (await import("onnx-proto")).default;
  const { FLOAT, INT64 } = onnx.TensorProto.DataType;
  const node: Onnx.INodeProto[] = [];
  const initializer: Onnx.ITensorProto[] = Object.entries(initialise(model, 0)).map(([name, { shape, data }]) => ({
    name,
    dims: [...shape],
    dataType: FLOAT,
    rawData: bytesOf(Float32Array.from(data)),
  }));
  const builder: Builder = {
    node(opType, input, attributes = {}) {
      const output = `value${node.length}`;
      const attribute = Object.entries(attributes).map(([name, value]) => attributeProto(onnx, name, value));
      node.push({ opType, input: [...input], output: [output], attribute });
      return output;
    },
    constant(numbers) {
      const name = `constant${initializer.length}`;
      const rawData = bytesOf(BigInt64Array.from(numbers, BigInt));
      initializer.push({ name, dims: [numbers.length], dataType: INT64, rawData });
      return name;
    },
  };

  const logits = interpret<string>(
    model,
    {
      op(op, x, name) {
        const rule = rules[op.op] as Rule | undefined;
        if (!rule) throw new Error(`${model.name} has the op "${op.op}", which bench/ does not export to ONNX.`);
        return rule(builder, x, op, name);
      },
      sum(terms, block) {
        const odd = terms.find(({ path }) => path.gain !== 1);
        if (odd) throw new Error(`${block.name} has a path with a gain, which bench/ does not export to ONNX.`);
        const values = terms.map(({ value }) => value);
        return values.length === 1 ? values[0]! : builder.node("Sum", values);
      },
    },
    "images",
  );
  const tensor = (name: string, shape: readonly number[]): Onnx.IValueInfoProto => ({
    name,
    type: { tensorType: { elemType: FLOAT, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
  });
  const file: Onnx.IModelProto = {
    irVersion: 7,
    opsetImport: [{ version: 13 }],
    graph: {
      name: model.name,
      node: [...node, { opType: "Identity", input: [logits], output: ["logits"] }],
      initializer,
      input: [tensor("images", [batch, ...model.input])],
      output: [{ name: "logits", type: { tensorType: { elemType: FLOAT } } }],
    },
  };
  return onnx.ModelProto.encode(onnx.ModelProto.create(file)).finish();
}
