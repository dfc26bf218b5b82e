// The networks that the page offers: zoo networks small enough to train in a tab.
import type { Model } from "@unravel/blocks";
import { buildModel, type ModelOptions } from "@unravel/models";

type Row = { readonly zoo: string; readonly options?: ModelOptions };

const rows = {
  // A stem that shrinks the picture to 8 x 8 first: a hundredth of resnet8's work.
  resnet8tiny: { zoo: "resnet8", options: { stem: "imagenet", widths: [8, 16, 32] } },
  resnet8: { zoo: "resnet8" },
  resnet20: { zoo: "resnet20" },
  plain20: { zoo: "plain20" },
  preresnet20: { zoo: "preresnet110", options: { depths: [3, 3, 3] } },
  multiresnet8: { zoo: "multiresnet8", options: { branches: 4 } },
  rdmresnet20: { zoo: "rdmresnet56", options: { depths: [3, 3, 3] } },
} as const satisfies Readonly<Record<string, Row>>;

/** What a link and the list of networks call a network. */
export type NetworkName = keyof typeof rows;

/** Every name, in the order of the list. */
export const networkNames = Object.keys(rows) as readonly NetworkName[];

/** The network as data, under the name that the page gives it. */
export function buildNetwork(name: NetworkName): Model {
  const row: Row = rows[name];
  return { ...buildModel(row.zoo, row.options), name };
}
