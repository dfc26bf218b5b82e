import type { Expression } from "../../devices/webgpu/expression.ts";

export const multiply: Expression<object> = ([a, b]) => `${a} * ${b}`;
