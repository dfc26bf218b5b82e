// The program as a process, `process.js wasm` or `process.js webgpu shapes`: it prints its findings, and must then end by itself.
import { type Examined, examiners } from "./program.ts";

const [device, shapes] = process.argv.slice(2);
console.log(JSON.stringify(await examiners[device as Examined](shapes === "shapes")));
