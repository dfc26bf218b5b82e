/** A dense float32 array with its shape, row-major. */
export type Tensor = { readonly shape: readonly number[]; readonly data: Float32Array };

/**
 * A network's parameters and running statistics: one flat record under torch's names
 * ("layer2.0.conv1.weight", "layer2.0.bn1.running_mean"), in torch's layout (convolutions OIHW, linear [out, in]).
 */
export type Parameters = Readonly<Record<string, Tensor>>;
