// One of our devices as a peer, with the workload of `unravel bench`.
import type { Device } from "@unravel/core";
import { loadWorkload } from "../../apps/cli/src/bench/workload.ts";
import { readModel } from "./network.ts";
import type { Peer, Task } from "./serve.ts";

/** Loads the task on `device`. */
export async function ourPeer(device: Device, task: Task): Promise<Peer> {
  const { executable, step, settle } = await loadWorkload(await readModel(task), task.mode, task.batch, device);
  const { outputs } = executable.program.graph;
  return {
    about: `Unravel, ${device.description}`,
    async step() {
      await step();
      await settle(); // as the peers do, who read the loss of each step
    },
    ...(outputs.has("logits") ? { logits: () => executable.read("logits") } : {}),
  };
}
