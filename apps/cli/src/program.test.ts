// What every command has in common: help, suggestions, exit codes, where output goes.
import { describe, expect, test } from "vitest";
import { start, unravel } from "./cli.testing.ts";

const commands = [
  ...["train", "eval", "classify", "show", "lesion", "shuffle", "paths", "gradients", "signal", "plot", "reproduce"],
  ...["devices", "list", "bench", "demo"],
];

describe.concurrent("help", () => {
  test.each(commands)("%s --help shows examples", async (command) => {
    const { code, stdout, stderr } = await unravel(command, "--help");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain(`Usage: unravel ${command}`);
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}# .+\n {2}\\$ unravel ${command}`));
    expect(stdout).toContain("--json");
  });

  test("--help lists every command and the exit codes", async () => {
    const { code, stdout } = await unravel("--help");
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, "m"));
    expect(stdout).toContain("130 interrupted");
  });

  test("--version", async () => {
    expect(await unravel("--version")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
});

const notUnderstood: readonly [name: string, args: string[], message: RegExp][] = [
  ["no command", [], /Usage: unravel/],
  ["a misspelt command", ["trian"], /unknown command 'trian'\n\(Did you mean train\?\)/],
  ["a misspelt flag", ["eval", "--wieghts", "x"], /unknown option '--wieghts'\n\(Did you mean --weights\?\)/],
  ["weights that are not named", ["eval", "--model", "resnet20"], /Which weights\? Add --weights/],
  ["a flag's value out of bounds", ["eval", "--batch", "0"], /'--batch <n>'.*'0' is invalid.*from 1 to 65536/],
  ["no threads", ["bench", "--threads", "0"], /'--threads <n>'.*'0' is invalid.*from 1 to 256/],
  [
    "threads of a device that has one",
    ["bench", "--device", "tfjs-wasm", "--threads", "2"],
    /cannot be chosen on tfjs-wasm: leave out --threads, or take --device wasm/,
  ],
  [
    "tiles of a device without them",
    ["bench", "--device", "wasm", "--tuned", "tiles.json"],
    /Tiles cannot be chosen on wasm: leave out --tuned, or take --device webgpu or webgpu-f16/,
  ],
  ["a misspelt mode", ["bench", "--mode", "trian"], /There is no mode "trian"\. Did you mean "train"/],
  ["an argument too many", ["list", "models", "recipes"], /too many arguments/],
  ["a misspelt list", ["list", "modles"], /There is no list "modles"\. Did you mean "models"/],
  ["a misspelt model", ["show", "resnet21"], /There is no model "resnet21"\. Did you mean "resnet20"/],
  ["an option that means nothing", ["show", "plain20", "--branches", "2"], /plain block is one path/],
  ["an option's unknown value", ["show", "resnet20", "--order", "preakt"], /order: expected one of original.*"preakt"/],
];

describe.concurrent("what is not understood ends with 2, one message on stderr and nothing on stdout", () => {
  test.each(notUnderstood)("%s", async (_name, args, message) => {
    const { code, stdout, stderr } = await unravel(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });
});

test("UNRAVEL_DEBUG=1 shows where an error comes from", async () => {
  const { code, stderr } = await start(["show", "resnet21"], { env: { UNRAVEL_DEBUG: "1" } }).ended;
  expect(code).toBe(2);
  expect(stderr).toMatch(/no model "resnet21"[\s\S]*\n {4}at /);
});

test("a reader that closes the pipe early is no failure", async () => {
  const running = start(["list"]);
  running.child.stdout?.destroy();
  expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
});
