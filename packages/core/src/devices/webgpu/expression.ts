/**
 * The text of one element of an op's result, made of the names of its inputs' elements. It holds for T = f32 and T = vec4f; an input that
 * is one number, or one for each channel, is a T like the others.
 */
export type Expression<Attributes> = (inputs: readonly string[], attributes: Attributes) => string;
