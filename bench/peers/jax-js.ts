// jax-js on its WebAssembly backend as a peer: a training step as one jitted function, on a batch that stays as it is, without running
// statistics and augmentation, all of which is in its favour.
import type { Array as JaxArray } from "@jax-js/jax";
import { parameters as parametersOf } from "@unravel/blocks";
import { initialise } from "@unravel/models";
import { randomBatch } from "../../apps/cli/src/bench/workload.ts";
import type { JaxParameters } from "../contest/jax-network.ts";
import { channelsFirst, readModel } from "../contest/network.ts";
import { serve } from "../contest/serve.ts";

const rate = 1e-3;
const momentum = 0.9;
const weightDecay = 1e-4;

await serve(async (task) => {
  if (task.mode !== "train") throw new Error("this script trains only");
  const { jit, nn, numpy: np, tree, valueAndGrad } = await import("@jax-js/jax");
  const { jaxLogits } = await import("../contest/jax-network.ts");
  const model = await readModel(task);
  const batch = randomBatch(model, task.batch);
  const shape = [task.batch, ...model.input];

  const loss = (parameters: JaxParameters, images: JaxArray, labels: JaxArray) =>
    np.mean(np.sum(nn.logSoftmax(jaxLogits(model, parameters, images)).mul(labels), 1)).mul(-1);
  const step = jit((parameters: JaxParameters, velocity: JaxParameters, images: JaxArray, labels: JaxArray) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(parameters), images, labels);
    const speed: JaxParameters = {};
    const next: JaxParameters = {};
    for (const [name, weight] of Object.entries(parameters)) {
      const direction = gradients[name]!.add(weight.ref.mul(weightDecay));
      speed[name] = velocity[name]!.mul(momentum).add(direction);
      next[name] = weight.sub(speed[name].ref.mul(rate));
    }
    return { value, next, speed };
  });

  const tensors = initialise(model, 0);
  const learned = parametersOf(model).filter((parameter) => parameter.learned);
  let parameters: JaxParameters = {};
  let velocity: JaxParameters = {};
  for (const { name, shape: own } of learned) {
    parameters[name] = np.array(Float32Array.from(tensors[name]!.data)).reshape([...own]);
    velocity[name] = np.zeros([...own]);
  }
  const images = np.array(Float32Array.from(channelsFirst(batch.images, model.input))).reshape(shape);
  const classes = learned.at(-1)!.shape[0]!;
  const labels = nn.oneHot(np.array(Int32Array.from(batch.labels)), classes);
  return {
    about: "jitted, on its WebAssembly backend",
    async step() {
      const after = step(parameters, velocity, images.ref, labels.ref);
      ({ next: parameters, speed: velocity } = after);
      await after.value.data();
    },
  };
});
