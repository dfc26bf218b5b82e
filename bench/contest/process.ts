// The other side: starts a peer's process and asks it for runs.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Answer, Task } from "./serve.ts";

/** A peer as data: what it is called and how its process is started. */
export type Entry = {
  readonly name: string;
  /** A file in peers/. */
  readonly script: string;
  /** What starts it: this Node, which reads the workspaces' TypeScript, where left out. */
  readonly program?: string;
  /** Arguments before the script, for this Node beside its own. */
  readonly flags?: readonly string[];
  /** What of the task is different for it. */
  readonly change?: Partial<Task>;
};

/** A peer's process. */
export type Contestant = { readonly entry: Entry; readonly task: Task; ask(): Promise<Answer>; end(): void };

const sourceFlags = ["--no-warnings", "--conditions=@unravel/source"];

/** Starts the peer; the first answer says whether it is ready. A process that breaks off answers that it is skipped. */
export function start(entry: Entry, common: Task): Contestant {
  const task = { ...common, ...entry.change };
  const { flags = [] } = entry;
  const [program, own] = entry.program ? [entry.program, []] : [process.execPath, sourceFlags];
  const script = join(import.meta.dirname, "../peers", entry.script);
  const child = spawn(program, [...own, ...flags, script, JSON.stringify(task)], { stdio: ["pipe", "pipe", "pipe"] });
  let complaint = "";
  child.on("error", (error) => {
    complaint = error.message;
  });
  child.stdin.on("error", () => {}); // it has ended: its answers say so
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = text.trim().split("\n").at(-1) ?? "";
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let ready = false;
  return {
    entry,
    task,
    async ask() {
      if (ready) child.stdin.write("run\n");
      ready = true;
      const { value, done } = await lines.next();
      return done ? { skipped: complaint || "its process broke off" } : JSON.parse(value);
    },
    end: () => void child.kill(),
  };
}
