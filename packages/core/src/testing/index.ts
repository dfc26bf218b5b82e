// What tests of devices and graphs share. It imports no test runner.
export type { CaseOf, CaseTable, Operand } from "./case.ts";
export { type ChainCase, chainCases } from "./cases/chains.ts";
export { type ConformanceCase, caseGraph, conformanceCases, runCase, runChain } from "./conformance.ts";
export { directionalError } from "./directional-error.ts";
export {
  gatedNetwork,
  gatedPaths,
  gatesFor,
  type PathMode,
  type PathModes,
  rebuiltNetwork,
  writeNetwork,
} from "./gated-network.ts";
export { relativeError } from "./relative-error.ts";
