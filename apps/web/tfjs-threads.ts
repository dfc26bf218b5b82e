// Makes the threads of tfjs-wasm survive bundling.
import type { Plugin } from "vite";

const start = "var WasmBackendModuleThreadedSimd = ";
const end = "if (typeof exports";

/**
 * tfjs-wasm starts its threads from the text of a function of its own, taken by toString(). A bundler renames what that
 * text refers to, and every thread fails: here the function is given its text as published.
 */
export const tfjsThreads: Plugin = {
  name: "tfjs-threads",
  transform: {
    filter: { id: /tfjs-backend-wasm-threaded-simd\.js$/ },
    handler(code) {
      const text = code.trimStart();
      if (!text.startsWith(start) || !text.includes(end)) {
        throw new Error(
          `tfjs-backend-wasm-threaded-simd.js is not "${start}…; ${end}…" any more: look at its text anew.`,
        );
      }
      const source = text.slice(start.length, text.indexOf(end));
      return { code: `${code}\nWasmBackendModuleThreadedSimd.toString = () => ${JSON.stringify(source)};`, map: null };
    },
  },
};
