// The program as a process: it prints its findings, and must then end by itself.
import { examineAll } from "./program.ts";

console.log(JSON.stringify(await examineAll()));
