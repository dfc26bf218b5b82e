// ONNX Runtime as a peer; its package for Node and its package for the web have the same interface.
import type { InferenceSession, TensorConstructor } from "onnxruntime-common";
import { randomBatch } from "../../apps/cli/src/bench/workload.ts";
import { channelsFirst, readModel } from "./network.ts";
import { onnxFile } from "./onnx.ts";
import type { Peer, Task } from "./serve.ts";

type Runtime = {
  readonly InferenceSession: {
    create(file: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession>;
  };
  readonly Tensor: TensorConstructor;
  readonly env: { readonly versions: { readonly common: string } };
};

/** Loads the task's network as ONNX. `provider` executes it, `about` is what to call the runtime. */
export async function onnxPeer(
  { InferenceSession, Tensor, env }: Runtime,
  provider: string,
  about: string,
  task: Task,
): Promise<Peer> {
  const { mode, batch, threads } = task;
  if (mode === "train") throw new Error("ONNX Runtime for JavaScript does not train");
  const model = await readModel(task);
  const session = await InferenceSession.create(await onnxFile(model, batch), {
    intraOpNumThreads: threads,
    executionProviders: [provider],
  });
  const images = channelsFirst(randomBatch(model, batch).images, model.input);
  const input = new Tensor("float32", images, [batch, ...model.input]);
  let logits: ArrayLike<number> = [];
  return {
    about: `${about} ${env.versions.common}, ${threads} thread${threads > 1 ? "s" : ""}`,
    async step() {
      const { logits: output } = await session.run({ images: input });
      logits = (await output!.getData()) as Float32Array;
    },
    logits: async () => logits,
  };
}
