// What a device loads: launches in order, and a place in memory for every value.
import type { Graph, Node } from "../graph/graph.ts";
import type { OperationName } from "../ops/operations.ts";
import type { Fusion } from "./fuse.ts";
import type { Narrow } from "./narrow.ts";

/** What the planner needs to know of a device. */
export type Capabilities = {
  /** Every placement starts at a multiple of this many bytes (WebGPU: 256). */
  readonly alignment: number;
  /** The largest single buffer, in bytes. */
  readonly slabBytes: number;
  /** All the memory a program may take, in bytes. */
  readonly memoryBytes: number;
  /** Bytes of one float: 4, on the float64 reference 8. */
  readonly floatBytes: 4 | 8;
  /** Bytes of a float of what is computed of images (see `narrowValues`), where these are kept in fewer than others. */
  readonly activationBytes?: 2;
  /** What it runs as one launch (default: nothing, each node is a launch). */
  readonly fusions?: readonly Fusion[];
  /** Ops whose updates of states it runs many at once, where they are alike (default: none). */
  readonly joins?: readonly OperationName[];
  /** All that the device allocates for a program, in bytes, where that is more than its slabs. */
  programBytes?(program: PlacedProgram): number;
};

/** Where a value lives: bytes [offset, offset + bytes) of a slab. */
export type Placement = { readonly slab: number; readonly offset: number; readonly bytes: number };

/**
 * One launch: a node of the graph, or several as one, and the ids of the values that nobody reads after it. `inputs` and `outputs` are
 * those of all its `nodes`, without what passes between them; op and attributes are the first node's. Each node finishes the result of
 * the one before it, or, where they are `independent`, all do the same to other values.
 */
export type Launch = Node & {
  readonly nodes: readonly Node[];
  readonly independent: boolean;
  readonly releases: readonly number[];
};

/** Bytes of a program, by what they hold. */
export type MemoryUse = {
  /** Everything that the device allocates: the slabs, and what its launches need on their way. */
  readonly peak: number;
  /** Parameters, momentum, statistics. */
  readonly states: number;
  /** What the host writes, a data set that stays among it. */
  readonly inputs: number;
  /** Share of the forward pass's launches that the backward pass repeats to save memory; 0 where it keeps every value. */
  readonly repeated: number;
};

/** A graph with a place for every value. */
export type PlacedProgram = {
  readonly graph: Graph;
  readonly launches: readonly Launch[];
  /** By value id; none for what passes between the nodes of one launch. */
  readonly placements: readonly Placement[];
  /** Values with floats of `activationBytes`. */
  readonly narrow: Narrow;
  /** Sizes of the slabs in bytes. */
  readonly slabs: readonly number[];
};

/** A graph made ready for a device of given capabilities. */
export type Program = PlacedProgram & { readonly memory: MemoryUse };
