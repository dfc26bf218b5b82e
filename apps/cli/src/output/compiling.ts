// How far a device is with its kernels, where that takes long.
import type { CompileProgress } from "@unravel/core/webgpu";
import type { Report } from "./report.ts";

/** Milliseconds of compiling that need no word. */
const patience = 500;

/** Shows a compilation on `report` as long as it goes on; short ones, and their ends, are not worth a line. */
export function showCompiling({ progress }: Pick<Report, "progress">): CompileProgress {
  let began = 0;
  return (done, total) => {
    if (done === 1) began = performance.now();
    if (done === total || performance.now() - began < patience) return;
    const text = `compiling kernels, ${done} of ${total}`;
    progress({ done, total, text, data: { compiled: done, kernels: total } });
  };
}
