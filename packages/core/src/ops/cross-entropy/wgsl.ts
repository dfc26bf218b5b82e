import { type Arrays, type ArrayText, float } from "../../devices/webgpu/kernel.ts";

type Sizes = { readonly classes: number; readonly smoothing: number };

/** Statements that declare, for row `row`: its `first` element, the index of its `largest` logit, and Σ exp(x − largest). */
const rowOf = (logits: ArrayText, classes: number): string => `
let first = row * ${classes}u;
var largest = 0u;
for (var k = 1u; k < ${classes}u; k++) { if (${logits.at("first + k")} > ${logits.at("first + largest")}) { largest = k; } }
let top = ${logits.at("first + largest")};
var exponentials = 0f;
for (var k = 0u; k < ${classes}u; k++) { exponentials += exp(${logits.at("first + k")} - top); }`;

/** The summands of loss and correct for row `row`, which are 0 where the row is not valid. */
export const crossEntropy = (
  { logits, labels, valid }: Arrays<"logits" | "labels" | "valid">,
  { classes, smoothing }: Sizes,
): { readonly statements: string; readonly summands: readonly string[] } => ({
  // Everything is taken relative to the largest logit, which the targets' sum of 1 cancels.
  statements: `
var loss = 0f;
var correct = 0f;
if (i32(row) < ${valid.at(0)}) {
  ${rowOf(logits, classes)}
  let label = ${labels.at("row")};
  let known = label >= 0 && label < ${classes};
  let weight = select(0f, ${float(1 - smoothing)}, known);
  var own = 0f;
  if (known) { own = ${logits.at("first + u32(label)")} - top; }
  ${smoothing === 0 ? "let others = 0f;" : `var others = 0f; for (var k = 0u; k < ${classes}u; k++) { others += ${logits.at("first + k")} - top; }`}
  loss = (weight + ${float(smoothing)}) * log(exponentials) - weight * own - ${float(smoothing / classes)} * others;
  correct = select(0f, 1f, i32(largest) == label);
}`,
  summands: ["loss", "correct"],
});

/** Statements that write the totals of all rows. */
export const crossEntropyTotals = ({ loss, correct, valid }: Arrays<"loss" | "correct" | "valid">): string => `
${loss.set(0, `total0 / f32(${valid.at(0)})`)};
${correct.set(0, "total1")};`;

/** Statements that write row i of dlogits. */
export const crossEntropyGradient = (
  { dloss, logits, labels, valid, dlogits }: Arrays<"dloss" | "logits" | "labels" | "valid" | "dlogits">,
  { classes, smoothing }: Sizes,
): string => `
let row = i;
if (i32(row) >= ${valid.at(0)}) {
  for (var k = 0u; k < ${classes}u; k++) { ${dlogits.set(`row * ${classes}u + k`, "0f")}; }
  return;
}
${rowOf(logits, classes)}
let scale = ${dloss.at(0)} / f32(${valid.at(0)});
let label = ${labels.at("row")};
for (var k = 0u; k < ${classes}u; k++) {
  let target_ = select(0f, ${float(1 - smoothing)}, i32(k) == label) + ${float(smoothing / classes)};
  ${dlogits.set("first + k", `(exp(${logits.at("first + k")} - top) / exponentials - target_) * scale`)};
}`;
