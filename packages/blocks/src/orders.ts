// Activation orders (He et al. 2016b, figure 4 and table 2) as data.

/** One step inside a residual branch. */
export type Word = "conv" | "bn" | "relu";

/**
 * Where batch norm and ReLU stand. "bn relu" stands between any two convolutions of a branch in every order;
 * what differs is what comes before the first one, after the last one, and after the addition.
 */
export type Order = { readonly lead: readonly Word[]; readonly tail: readonly Word[]; readonly post: readonly Word[] };

export type OrderName = "original" | "bnAfterAdd" | "reluBefore" | "reluPreact" | "preact";

/** The five orders of table 2. */
export const orders: Readonly<Record<OrderName, Order>> = {
  original: { lead: [], tail: ["bn"], post: ["relu"] },
  bnAfterAdd: { lead: [], tail: [], post: ["bn", "relu"] },
  reluBefore: { lead: [], tail: ["bn", "relu"], post: [] },
  reluPreact: { lead: ["relu"], tail: ["bn"], post: [] },
  preact: { lead: ["bn", "relu"], tail: [], post: [] },
};

/** Batch norm then ReLU: what follows a convolution unless the next convolution's own lead brings it. */
export const activation: readonly Word[] = ["bn", "relu"];

/** The words of a branch of `convolutions` convolutions, the lead included. */
export function branchWords(order: Order, convolutions: number): Word[] {
  const inner = Array.from({ length: convolutions - 1 }, (): Word[] => ["conv", ...activation]).flat();
  return [...order.lead, ...inner, "conv", ...order.tail];
}
