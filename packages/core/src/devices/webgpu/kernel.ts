// A kernel: WGSL text with the buffers that it binds and its number of workgroups, as data. Shapes are constants of the text, so that
// equal texts are equal pipelines.

/** A range of bytes: of one of the program's slabs, of what the phases of a launch share, or of the gate vector. */
export type Place = {
  readonly buffer: number | "workspace" | "gates";
  readonly offset: number;
  readonly bytes: number;
};

/** What a kernel sees in a range of bytes. */
export type Element = "f32" | "vec4f" | "i32" | "u32";

/** A range of bytes as an array. */
export type Buffer = { readonly element: Element; readonly place: Place };

/** One dispatch. */
export type Kernel = {
  /** For profiles: what it does. */
  readonly name: string;
  readonly source: string;
  /** What is bound at 0, 1 ... of group 0. */
  readonly bindings: readonly Place[];
  readonly workgroups: readonly [x: number, y: number];
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
  /** Functions, aliases and workgroup memory. */
  readonly module?: (arrays: Arrays<Name>) => string;
  /** The body of the entry function. */
  readonly body: (arrays: Arrays<Name>) => string;
};

/** The most workgroups of a dispatch in one dimension that every adapter has. */
const mostGroups = 65535;

/**
 * The kernel of `parts`. A place that is bound under several names is bound once: WebGPU lets no two writable bindings of a dispatch
 * overlap, and all are writable, because a buffer cannot be both in one dispatch and most launches read and write the same slab.
 */
export function kernel<Name extends string>(parts: KernelParts<Name>): Kernel {
  const { name, buffers, lanes, groups, module, body } = parts;
  const bindings: Place[] = [];
  const declarations: string[] = [];
  const declared = new Map<string, ArrayText>();
  const arrays: Record<string, ArrayText> = {};
  for (const [name, { element, place }] of Object.entries<Buffer>(buffers)) {
    const key = `${place.buffer} ${place.offset}`;
    const array = declared.get(key) ?? arrayText(name);
    arrays[name] = array;
    if (declared.has(key)) continue;
    declared.set(key, array);
    declarations.push(`@group(0) @binding(${bindings.length}) var<storage, read_write> ${name}: array<${element}>;`);
    bindings.push(place);
  }
  const columns = Math.min(groups, mostGroups);
  const rows = Math.ceil(groups / columns);
  const source = [
    ...declarations,
    module?.(arrays as Arrays<Name>) ?? "",
    `@compute @workgroup_size(${lanes})`,
    "fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(local_invocation_index) lane: u32) {",
    rows === 1
      ? "let group = workgroup.x;"
      : `let group = workgroup.x + workgroup.y * ${columns}u; if (group >= ${groups}u) { return; }`,
    body(arrays as Arrays<Name>),
    "}",
  ].join("\n");
  return { name, source, bindings, workgroups: [columns, rows] };
}

/** The array that is declared as `name`. */
export const arrayText = (name: string): ArrayText => ({
  at: (index) => `${name}[${index}]`,
  set: (index, value) => `${name}[${index}] = ${value}`,
});

/** `value` as a float32 literal. */
export const float = (value: number): string => `${Math.fround(value)}f`;
