// What only the disk's store meets: processes that die, full disks, forbidden folders.
/// <reference types="node" />
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explain } from "./errors.ts";
import { openStore } from "./node.ts";
import { nodeCodes } from "./node-lock.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unravel-store-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts another process that opens the test's folder as `store`, runs `body` and says what it says. */
function inOtherProcess(body: string) {
  const code = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, "node.ts"))};
    const store = openStore(${JSON.stringify(folder)}); ${body}`;
  return spawn(process.execPath, ["--input-type=module", "--eval", code], { stdio: ["ignore", "pipe", "inherit"] });
}

describe("the lock of a folder", () => {
  test("is kept by a live process and taken over from a killed one", async () => {
    const holder = inOtherProcess('await store.lock("run"); console.log("held"); setInterval(() => {}, 1000);');
    await once(holder.stdout, "data");
    await expect(openStore(folder).lock("run")).rejects.toThrow(
      `${folder} is in use by process ${holder.pid} on ${hostname()}`,
    );
    holder.kill("SIGKILL");
    await once(holder, "close");
    const release = await openStore(folder).lock("run");
    expect(await readFile(join(folder, "run.lock"), "utf8")).toMatch(new RegExp(`^${process.pid}\t`));
    await release();
    expect((await readdir(folder)).filter((name) => name.startsWith("run"))).toEqual([]);
  });

  test("is won by one of several processes that find it stale", async () => {
    await writeFile(join(folder, "raced.lock"), `999999999\t1\t${hostname()}\n`);
    const body = `store.lock("raced").then(() => "won", (error) => error.reason).then(async (said) => {
      console.log(said); await new Promise((end) => setTimeout(end, 1500)); })`;
    const said = await Promise.all(
      Array.from({ length: 6 }, async () => String((await once(inOtherProcess(body).stdout, "data"))[0]).trim()),
    );
    expect(said.sort()).toEqual(["locked", "locked", "locked", "locked", "locked", "won"]);
  });

  test.each([
    ["names a process number that another process has now", `${process.pid}\t12\t${hostname()}\n`],
    ["is empty, its writer killed", ""],
    ["names nobody", "nonsense"],
  ])("is taken over if its file %s", async (_, content) => {
    await writeFile(join(folder, "odd.lock"), content);
    await utimes(join(folder, "odd.lock"), 0, 0);
    await (await openStore(folder).lock("odd"))();
  });

  test("of another machine is respected", async () => {
    await writeFile(join(folder, "far.lock"), "1\t1\telsewhere\n");
    await expect(openStore(folder).lock("far")).rejects.toThrow(/in use by process 1 on elsewhere.*delete .*far.lock/);
  });
});

describe("a folder's failures", () => {
  test("a full disk: what was saved stays, the message says what to do", async () => {
    const store = openStore(folder);
    await symlink("/dev/full", join(folder, "full"));
    await expect(store.append("full", new Uint8Array(10))).rejects.toMatchObject({
      reason: "full",
      message: `Cannot add to ${join(folder, "full")}: the disk is full. Free some space and try again; what was saved before is intact. (ENOSPC)`,
    });
    await symlink("/dev/full", join(folder, "model.unfinished"));
    await writeFile(join(folder, "model"), "before");
    await expect(store.write("model", new Uint8Array(10))).rejects.toMatchObject({ reason: "full" });
    expect(await readFile(join(folder, "model"), "utf8")).toBe("before");
    expect(await readdir(folder)).not.toContain("model.unfinished");
  });

  test("what a killed writer left is not listed, and replaced", async () => {
    const store = openStore(folder);
    await writeFile(join(folder, "killed.unfinished"), "half");
    expect((await store.list()).filter((name) => name.startsWith("killed"))).toEqual([]);
    await store.write("killed", new Uint8Array(3));
    expect(await store.list()).toContain("killed");
    expect(await readdir(folder)).not.toContain("killed.unfinished");
  });

  test("a folder in a file's place, a file in a folder's", async () => {
    const store = openStore(folder);
    await mkdir(join(folder, "runs"));
    await writeFile(join(folder, "file"), "");
    await expect(store.read("runs")).rejects.toMatchObject({ reason: "folder" });
    await expect(store.write("runs", new Uint8Array(1))).rejects.toThrow("a folder is where a file should be");
    await expect(store.write("file/inside", new Uint8Array(1))).rejects.toMatchObject({ reason: "folder" });
    expect((await readdir(folder)).filter((name) => name.includes("unfinished"))).toEqual([]);
  });

  test.each([
    ["EACCES", "denied", "permission is refused"],
    ["EROFS", "read-only", "the file system is read-only"],
    ["EIO", "other", "the file system refused. broken"],
  ])("%s is %s", (code, reason, sentence) => {
    const error = explain(Object.assign(new Error("broken"), { code }), nodeCodes, "write", "/there");
    expect(error.reason).toBe(reason);
    expect(error.message).toContain(`Cannot write /there: ${sentence}`);
  });
});

test.skipIf(process.platform !== "linux")(
  "a file system that takes no folders is told as read-only, at once",
  async () => {
    const store = openStore("/proc/unravel/run");
    await expect(store.write("a", new Uint8Array(1))).rejects.toMatchObject({ reason: "read-only" });
  },
);

test.skipIf(process.platform === "win32")("a device is not replaced by a file", async () => {
  await expect(openStore("/dev").write("null", new Uint8Array(1))).rejects.toMatchObject({ reason: "path" });
  expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
});
