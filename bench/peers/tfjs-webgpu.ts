import "../../tests/support/software-gpu.ts";
import { tfjsWebgpu } from "@unravel/tfjs";
import { ourPeer } from "../contest/our-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => ourPeer(await tfjsWebgpu.open({ byName: true }), task));
