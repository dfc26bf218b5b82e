// The walker as a worker's file, for pages whose content security policy forbids inlined workers.
import { type Port, serve } from "./walker.ts";

serve(globalThis as unknown as Port);
