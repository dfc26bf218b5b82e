// The programs that a device has loaded, which go with it.
import type { Executable } from "./device.ts";

/** Keeps a device's programs until they are disposed of, each by itself or all with the device. */
export function createLoaded(): { keep(executable: Executable): Executable; dispose(): void } {
  const disposals = new Set<() => void>();
  return {
    keep(executable) {
      const dispose = () => {
        disposals.delete(dispose); // what is still referred to keeps its memory
        executable.dispose();
      };
      disposals.add(dispose);
      return { ...executable, dispose };
    },
    dispose() {
      for (const dispose of disposals) dispose();
    },
  };
}
