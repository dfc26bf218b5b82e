// The response headers of the page, for every host: one table, written out in each host's own form.

/** Isolates the page: SharedArrayBuffer exists, so WebAssembly may use threads. The page works without, too. */
export const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Header name → value, for every path. */
export const headers: Readonly<Record<string, string>> = {
  ...isolation,
  // Nothing is fetched from anywhere else, and nothing is run that is no file of the page. 'wasm-unsafe-eval' allows
  // WebAssembly only.
  "Content-Security-Policy": [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    "object-src 'none'",
  ].join("; "),
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** Netlify's and Cloudflare Pages' form: a file `_headers`. */
export const netlifyHeaders = (): string =>
  `/*\n${Object.entries(headers)
    .map(([name, value]) => `  ${name}: ${value}\n`)
    .join("")}`;

/** Vercel's form: a file `vercel.json`. */
export const vercelHeaders = (): string =>
  `${JSON.stringify(
    { headers: [{ source: "/(.*)", headers: Object.entries(headers).map(([key, value]) => ({ key, value })) }] },
    null,
    2,
  )}\n`;
