// The command's version, from the package's own record: beside src/ in the repository, beside dist/ when published.
import { readFileSync } from "node:fs";

const manifest: { version: string } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

export const version: string = manifest.version;
