#!/usr/bin/env node
// Starts the command: in the repository from its TypeScript sources, in a published package from dist/.
// Plain JavaScript, because an older Node must be able to read it: it then hands over to the Node in node_modules.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const sources = join(here, "../src/main.ts");
const inRepository = existsSync(sources);
const main = inRepository ? sources : join(here, "../dist/main.js");
// The condition makes the workspaces resolve to their sources too. Type stripping still warns on some supported Nodes.
const flags = inRepository ? ["--conditions=@unravel/source", "--disable-warning=ExperimentalWarning"] : [];

/** Node 22.18 is the first to run TypeScript without a flag, and the first that the dependencies support. */
function isSupported(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18);
}

/** The Node that the npm package `node` puts into node_modules, searched for upwards from `folder`. */
function installedNode(folder) {
  const path = join(folder, "node_modules/node/bin/node");
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : installedNode(dirname(folder));
}

// A launcher that is killed outright can tell nobody: its child sees the channel between them close, and ends too. The child's own
// children inherit the flag without the channel.
const dieWithParent = `--import=data:text/javascript,${encodeURIComponent(
  'process.channel?.unref(); process.once("disconnect", () => process.kill(process.pid, "SIGKILL"));',
)}`;

/** Goes on as `node` with `args`: as the same process where the system can, else as a child with the same fate. */
function become(node, args) {
  if (process.execve && process.platform !== "win32") process.execve(node, [node, ...args], process.env);

  const child = spawn(node, [dieWithParent, ...args], { stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const forward = (signal) => child.kill(signal);
  // Ctrl-C on a terminal reaches the child by itself; a second SIGINT would mean "stop without saving".
  process.on("SIGINT", process.stdin.isTTY ? () => {} : forward);
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, forward);
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const node = isSupported(process.versions.node) ? process.execPath : installedNode(here);
if (node === undefined) {
  console.error(`unravel needs Node 22.18 or newer and this is ${process.versions.node}: install one from nodejs.org`);
  process.exitCode = 1;
} else if (node === process.execPath && !inRepository) {
  await import("../dist/main.js");
} else {
  become(node, [...flags, main, ...process.argv.slice(2)]);
}
