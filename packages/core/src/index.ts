// Tensor graphs, reverse mode, planning and devices.
export { chooseDevice, openChecked, type Refusal } from "./devices/choose.ts";
export type { Device, DeviceFactory, Executable, LaunchTime, Numbers } from "./devices/device.ts";
export { checkedGates, type Gates, gateVector } from "./devices/gates.ts";
export { loadBatch } from "./devices/load.ts";
export { fillable, readable, writable } from "./devices/names.ts";
export { createReferenceDevice, type ReferenceOptions, reference } from "./devices/reference/reference.ts";
export { type DeviceSupply, openSupply } from "./devices/supply.ts";
export { DeviceError, GraphError, MemoryError } from "./errors.ts";
export { differentiate } from "./graph/differentiate.ts";
export {
  createGraph,
  type DataType,
  declareGate,
  emit,
  type Graph,
  input,
  inRegion,
  type Layout,
  type Node,
  output,
  type State,
  size,
  state,
  type Term,
  update,
  type Value,
  type ValueType,
} from "./graph/graph.ts";
export { dropoutMask } from "./ops/dropout/mask.ts";
export { imageSources } from "./ops/gather-images/sources.ts";
export { type AttributesOf, type OperationName, operations } from "./ops/operations.ts";
export type { Padding } from "./ops/shapes.ts";
export { sum } from "./ops/sum/sum.ts";
export { formatBytes } from "./plan/arena.ts";
export { type PlanOptions, plan } from "./plan/plan.ts";
export type { Capabilities, Launch, MemoryUse, PlacedProgram, Placement, Program } from "./plan/program.ts";
export type { Parameters, Tensor } from "./tensor.ts";
