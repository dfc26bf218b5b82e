import { elementwise } from "../../devices/reference/elementwise.ts";
import type { Kernel } from "../../devices/reference/kernel.ts";

export const multiply: Kernel<object> = elementwise((a, b) => a * b);
