import type { Expression } from "../../devices/webgpu/expression.ts";

export const addBias: Expression<object> = ([x, b]) => `${x} + ${b}`;
