import { createWasmDevice } from "@unravel/core/wasm";
import { ourPeer } from "../contest/our-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => ourPeer(await createWasmDevice({ threads: task.threads }), task));
