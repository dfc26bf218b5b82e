import { elementwise } from "../../devices/reference/elementwise.ts";
import type { Kernel } from "../../devices/reference/kernel.ts";

// Not Math.max alone: a NaN must come through, so that a diverged network is seen.
export const relu: Kernel<object> = elementwise((x) => (x < 0 ? 0 : x));

export const reluGradient: Kernel<object> = elementwise((dy, y) => (y > 0 ? dy : 0));
