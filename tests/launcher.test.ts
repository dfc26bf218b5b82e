// apps/cli/bin/unravel.js in front of a stand-in for the command: which Node runs it, and what reaches it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const launcher = join(import.meta.dirname, "../apps/cli/bin/unravel.js");
let folder: string;

/** Reports its process and arguments, ends as its first argument says, and names every signal that reaches it. */
const command = `
const [how] = process.argv.slice(2);
const say = (message) => console.log(JSON.stringify(message));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {
  say({ signal });
  setTimeout(() => process.exit(7), 200); // long enough to see a second one
});
say({ pid: process.pid, arguments: process.argv.slice(2), execArgv: process.execArgv });
if (how === "exit") process.exit(3);
if (how === "die") process.kill(process.pid, "SIGKILL");
if (how === "wait") setTimeout(() => {}, 10_000);
`;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "unravel-launcher-")));
  await mkdir(join(folder, "repository/bin"), { recursive: true });
  await mkdir(join(folder, "repository/src"));
  await mkdir(join(folder, "published/bin"), { recursive: true });
  await mkdir(join(folder, "published/dist"));
  await mkdir(join(folder, "node_modules/node/bin"), { recursive: true });
  await symlink(process.execPath, join(folder, "node_modules/node/bin/node"));
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "repository/src/main.ts"), `const typed: boolean = true;${command}`);
  await writeFile(join(folder, "published/dist/main.js"), command);
  for (const place of ["repository", "published"]) await cp(launcher, join(folder, place, "bin/unravel.js"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What an older Node is to the launcher: its version, and no execve to replace the process with. */
const older = `--import=data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process.versions, "node", { value: "20.20.2" }); delete process.execve;',
)}`;

type Message = { pid?: number; arguments?: string[]; execArgv?: string[]; signal?: string };

function launch(
  place: string,
  flags: string[],
  ...args: string[]
): { child: ChildProcess; said: Message[]; end: Promise<unknown[]> } {
  const child = spawn(process.execPath, [...flags, join(folder, place, "bin/unravel.js"), ...args]);
  const said: Message[] = [];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    for (const line of text.trim().split("\n")) said.push(JSON.parse(line));
  });
  return { child, said, end: once(child, "close") };
}

describe.each([
  { node: "this Node", flags: [] },
  { node: "an older Node", flags: [older] },
])("started by $node", ({ flags }) => {
  test("in the repository it runs the sources with the source condition", async () => {
    const { said, end } = launch("repository", flags, "exit", "--flag", "a b");
    expect(await end).toEqual([3, null]);
    expect(said[0]?.arguments).toEqual(["exit", "--flag", "a b"]);
    expect(said[0]?.execArgv).toContain("--conditions=@unravel/source");
  });

  test("a published package runs dist/", async () => {
    const { said, end } = launch("published", flags, "exit");
    expect(await end).toEqual([3, null]);
    expect(said[0]?.arguments).toEqual(["exit"]);
  });

  test("a signal that ends the command ends the launcher", async () => {
    expect(await launch("repository", flags, "die").end).toEqual([null, "SIGKILL"]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s to the launcher alone reaches the command once", async (signal) => {
    const { child, said, end } = launch("repository", flags, "wait");
    await expect.poll(() => said.length, { timeout: 5000 }).toBe(1);
    child.kill(signal);
    expect(await end).toEqual([7, null]);
    expect(said.slice(1)).toEqual([{ signal }]);
  });
});

test("where the system can replace a process, the command is the process that was started", async () => {
  const { child, said, end } = launch("repository", [], "exit");
  await end;
  expect(said[0]?.pid).toBe(child.pid);
});

test("a launcher that is killed takes its child with it", async () => {
  const { child, said } = launch("repository", [older], "wait");
  await expect.poll(() => said.length, { timeout: 5000 }).toBe(1);
  child.kill("SIGKILL");
  const { pid } = said[0]!;
  const isAlive = () => {
    try {
      return process.kill(pid!, 0);
    } catch {
      return false;
    }
  };
  await expect.poll(isAlive, { timeout: 5000 }).toBe(false);
});

test("an older Node with no newer one installed says in one line what is needed", async () => {
  await rm(join(folder, "node_modules"), { recursive: true });
  const { child, end } = launch("repository", [older]);
  let errors = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  expect(await end).toEqual([1, null]);
  expect(errors).toBe("unravel needs Node 22.18 or newer and this is 20.20.2: install one from nodejs.org\n");
});
