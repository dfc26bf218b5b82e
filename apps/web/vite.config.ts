import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defaultClientConditions, defineConfig, type Plugin } from "vite";
import { headers, isolation, netlifyHeaders, vercelHeaders } from "./headers.ts";

/** Puts the headers beside the page, in the form of each host that reads them from a file. */
const hostFiles: Plugin = {
  name: "host-files",
  apply: "build",
  applyToEnvironment: ({ name }) => name === "client",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "_headers", source: netlifyHeaders() });
    this.emitFile({ type: "asset", fileName: "vercel.json", source: vercelHeaders() });
  },
};

export default defineConfig({
  // Relative addresses: the page works in any folder of a host.
  base: "./",
  plugins: [svelte({ configFile: false }), hostFiles],
  resolve: { conditions: ["@unravel/source", ...defaultClientConditions] },
  worker: { format: "es" },
  // The plotting library is large, and comes with the first figure only.
  build: { target: "es2023", assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  preview: { headers },
  // Vite's own development scripts and styles are inline: the policy would forbid them.
  server: { headers: isolation },
});
