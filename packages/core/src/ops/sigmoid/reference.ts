import { elementwise } from "../../devices/reference/elementwise.ts";
import type { Kernel } from "../../devices/reference/kernel.ts";

export const sigmoid: Kernel<object> = elementwise((x) => 1 / (1 + Math.exp(-x)));

export const sigmoidGradient: Kernel<object> = elementwise((dy, y) => dy * y * (1 - y));
