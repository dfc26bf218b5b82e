// The parameters that training starts from.
import { type Model, type Parameter, type ParameterKind, parameters, sizeOf } from "@unravel/blocks";
import type { Parameters, Tensor } from "@unravel/core";
import { fillNormal, fillUniform, type RandomStream, randomStream } from "@unravel/core/random";

type Fans = Exclude<Parameter["initial"], number>;
type Draw = (out: Float32Array, stream: RandomStream, sample: number, fans: Fans) => void;

/** Normal with variance 2 / fan-out: keeps the size of the gradients through ReLUs (He et al. 2015, equation 14). */
const heNormal: Draw = (out, stream, sample, { fanOut }) => {
  const deviation = Math.sqrt(2 / fanOut);
  fillNormal(stream, sample, out);
  for (let i = 0; i < out.length; i++) out[i]! *= deviation;
};

/** Uniform within ±1/√fan-in, torch's and torchvision's rule for the classifier: no ReLU follows it. */
const uniformFanIn: Draw = (out, stream, sample, { fanIn }) => {
  const bound = 1 / Math.sqrt(fanIn);
  fillUniform(stream, sample, out);
  for (let i = 0; i < out.length; i++) out[i] = bound * (2 * out[i]! - 1);
};

/** What draws the parameters that do not start as a constant. */
const draws: Partial<Record<ParameterKind, Draw>> = { convolutionWeight: heNormal, linearWeight: uniformFanIn };

/**
 * The parameters and running statistics of an untrained `model`: He normal convolutions, batch norm 1 and 0, gates'
 * biases as the model says, all other biases 0. The same `seed` gives the same bits on every engine.
 * @throws Error if the model's shapes do not fit, RangeError for a seed that is no safe integer from 0.
 */
export function initialise(model: Model, seed: number): Parameters {
  const stream = randomStream(seed, "initialisation");
  return Object.fromEntries(
    parameters(model).map(({ name, shape, kind, initial }, index): [string, Tensor] => {
      const data = new Float32Array(sizeOf(shape));
      if (typeof initial === "number") data.fill(initial);
      else draws[kind]?.(data, stream, index, initial);
      return [name, { shape, data }];
    }),
  );
}
