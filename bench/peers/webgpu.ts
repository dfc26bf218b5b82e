import "../../tests/support/software-gpu.ts";
import { createWebgpuDevice } from "@unravel/core/webgpu";
import { ourPeer } from "../contest/our-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => ourPeer(await createWebgpuDevice({ byName: true }), task));
