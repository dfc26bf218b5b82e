import { rolldown } from "rolldown";

const built = await rolldown({
  input: { program: "matrix/program.ts", process: "matrix/process.ts" },
  platform: "browser",
});
await built.write({ dir: "matrix/.bundle-t", format: "esm" });
await built.close();
