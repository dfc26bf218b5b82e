// Residual networks taken apart: paths, lesions, gradients by path length, signal propagation.

export type { Axis, Figure, Mark, Point, Reference, Series } from "./figures/figure.ts";
export * from "./gradients/index.ts";
export * from "./lesions/index.ts";
export * from "./paths/index.ts";
export { createProbe, type Probe, type Statistics } from "./probe.ts";
export { type Made, type Origin, type Provenance, provenanceOf, unknownOrigin } from "./provenance.ts";
export * from "./reproduce/index.ts";
export { provenanceLine, type Table } from "./showing.ts";
export * from "./signal/index.ts";
export * from "./statistics/index.ts";
export { figuresOf, type Study, tableOf } from "./studies.ts";
export type { StudyOptions, StudyProgress, Subject } from "./subject.ts";
export * from "./tables/index.ts";
