// A kernel: WGSL text with the buffers that it binds and its number of workgroups, as data. Shapes are constants of the text, so that
// equal texts are equal pipelines.

/**
 * A range of bytes: of one of the program's slabs, of what the phases of a launch share, or of what the host changes; the gates are a
 * range there that the program knows (see `HostLayout`).
 */
export type Place = {
  readonly buffer: number | "workspace" | "gates" | "host";
  readonly offset: number;
  readonly bytes: number;
};

/** What a kernel sees in a range of bytes. */
export type Element = "f32" | "vec4f" | "f16" | "vec4h" | "i32" | "u32";

/** A range of bytes as an array, whose elements are stored times `scale`, a power of two (default 1). */
export type Buffer = { readonly element: Element; readonly place: Place; readonly scale?: number };

/** Arrays that the lanes of a workgroup share, by name. */
export type Shared = Readonly<Record<string, { readonly element: "f32" | "vec4f"; readonly count: number }>>;

/** One dispatch. */
export type Kernel = {
  /** For profiles: what it does. */
  readonly name: string;
  readonly source: string;
  /** What is bound at 0, 1 ... of group 0. */
  readonly bindings: readonly Place[];
  readonly workgroups: readonly [x: number, y: number];
  /** What a workgroup takes: invocations, and bytes of shared memory. */
  readonly lanes: number;
  readonly sharedBytes: number;
  /** The choice that its tile is of, if there is one. */
  readonly choice: string | undefined;
};

/** The texts by which a kernel reads an element, and writes one. */
export type ArrayText = {
  readonly at: (index: string | number) => string;
  readonly set: (index: string | number, value: string) => string;
};

/** A kernel's buffers as its text has them: one array for several where a launch reads a value twice or writes it in place. */
export type Arrays<Name extends string> = Readonly<Record<Name, ArrayText>>;

/** A kernel's buffers by the names that its text has for them. */
export type Buffers<Name extends string> = Readonly<Record<Name, Buffer>>;

/** What a kernel is made of. */
export type KernelParts<Name extends string> = {
  readonly name: string;
  readonly buffers: Buffers<Name>;
  /** Invocations of a workgroup; they know their number as `lane`. */
  readonly lanes: number;
  /** How many workgroups; they know their number as `group`. */
  readonly groups: number;
  readonly shared?: Shared;
  /** Whether lanes read each other's registers. */
  readonly subgroups?: boolean;
  readonly choice?: string;
  /** Functions and aliases. */
  readonly module?: (arrays: Arrays<Name>) => string;
  /** The body of the entry function. */
  readonly body: (arrays: Arrays<Name>) => string;
};

const bytesOf = { f32: 4, vec4f: 16 } as const;

/** What kernels compute with, where it is not what is stored. */
const computedAs: Readonly<Partial<Record<Element, string>>> = { f16: "f32", vec4h: "vec4f" };

/** The most workgroups of a dispatch in one dimension that every adapter has. */
const mostGroups = 65535;

/**
 * The kernel of `parts`. A place that is bound under several names is bound once: WebGPU lets no two writable bindings of a dispatch
 * overlap, and all are writable, because a buffer cannot be both in one dispatch and most launches read and write the same slab.
 */
export function kernel<Name extends string>(parts: KernelParts<Name>): Kernel {
  const { name, buffers, lanes, groups, shared = {}, subgroups = false, choice, module, body } = parts;
  const bindings: Place[] = [];
  const declarations: string[] = [];
  const declared = new Map<string, ArrayText>();
  const arrays: Record<string, ArrayText> = {};
  for (const [name, buffer] of Object.entries<Buffer>(buffers)) {
    const { element, place } = buffer;
    const key = `${place.buffer} ${place.offset}`;
    const array = declared.get(key) ?? arrayText(name, buffer);
    arrays[name] = array;
    if (declared.has(key)) continue;
    declared.set(key, array);
    declarations.push(`@group(0) @binding(${bindings.length}) var<storage, read_write> ${name}: array<${element}>;`);
    bindings.push(place);
  }
  const columns = Math.min(groups, mostGroups);
  const rows = Math.ceil(groups / columns);
  const narrow = Object.values<Buffer>(buffers).some(({ element }) => computedAs[element]);
  const source = [
    ...(narrow ? ["enable f16;"] : []),
    ...(subgroups ? ["enable subgroups;"] : []),
    ...declarations,
    ...Object.entries(shared).map(
      ([name, { element, count }]) => `var<workgroup> ${name}: array<${element}, ${count}>;`,
    ),
    module?.(arrays as Arrays<Name>) ?? "",
    `@compute @workgroup_size(${lanes})`,
    "fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {",
    rows === 1
      ? "let group = workgroup.x;"
      : `let group = workgroup.x + workgroup.y * ${columns}u; if (group >= ${groups}u) { return; }`,
    body(arrays as Arrays<Name>),
    "}",
  ].join("\n");
  const sizes = Object.values(shared).map(({ element, count }) => count * bytesOf[element]);
  const sharedBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
  return { name, source, bindings, workgroups: [columns, rows], lanes, sharedBytes, choice };
}

/** The array that is declared as `name`. Whatever it stores, it gives and takes f32 or vec4f (or integers). */
export function arrayText(name: string, { element, scale = 1 }: Pick<Buffer, "element" | "scale">): ArrayText {
  const computed = computedAs[element];
  const times = (value: string, factor: number) => (factor === 1 ? value : `(${value}) * ${float(factor)}`);
  return {
    at(index) {
      const stored = `${name}[${index}]`;
      return computed ? `(${times(`${computed}(${stored})`, 1 / scale)})` : stored;
    },
    set: (index, value) => `${name}[${index}] = ${computed ? `${element}(${times(value, scale)})` : value}`,
  };
}

/** `value` as a float32 literal. */
export const float = (value: number): string => `${Math.fround(value)}f`;
