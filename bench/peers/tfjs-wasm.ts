import { tfjsWasm } from "@unravel/tfjs";
import { ourPeer } from "../contest/our-peer.ts";
import { serve } from "../contest/serve.ts";

await serve(async (task) => ourPeer(await tfjsWasm.open({ byName: true }), task));
