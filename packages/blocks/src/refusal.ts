// Why some combinations of a block's options mean nothing.
import { countRelus, droppedPositions } from "./drops.ts";
import { fault } from "./faults.ts";
import { type FilledOptions, fill, type ResidualOptions, residualSchema } from "./options.ts";
import { branchWords, orders } from "./orders.ts";
import { resizes } from "./resizes.ts";
import { defaultSettings, type ShortcutSettings, shortcuts } from "./shortcuts.ts";

type Rule = (options: FilledOptions, given: ResidualOptions) => string | undefined;

const rules: readonly Rule[] = [
  function resizeFitsShortcut({ shortcut, resize }) {
    const { resizes: known } = shortcuts[shortcut];
    if (!resize || known.includes(resize)) return undefined;
    const fix = known.length > 0 ? `expected ${known.join(" or ")}` : "it has no shape to change; leave resize out";
    return `resize "${resize}" with shortcut "${shortcut}": ${fix}`;
  },
  function plainIsOnePath({ shortcut, branches }) {
    if (shortcuts[shortcut].exists || branches === 1) return undefined;
    return `branches ${branches} with shortcut "${shortcut}": a plain block is one path; use branches 1 or a shortcut`;
  },
  function plainAlwaysSurvives({ shortcut, survival }) {
    if (shortcuts[shortcut].exists || survival === 1) return undefined;
    return `survival ${survival} with shortcut "${shortcut}": a dropped plain block leaves nothing; use survival 1`;
  },
  function settingsAreRead({ shortcut }, given) {
    const settings = Object.keys(defaultSettings) as (keyof ShortcutSettings)[];
    const idle = settings.find((name) => given[name] !== undefined && !shortcuts[shortcut].reads.includes(name));
    return idle && `${idle} with shortcut "${shortcut}", which does not read it; leave ${idle} out`;
  },
  function zerosOnlyAdd({ in: from, out, shortcut, resize }) {
    const projects = !resize || resizes[resize].projects || shortcuts[shortcut].projects;
    if (projects || out >= from) return undefined;
    return `resize "${resize}" from ${from} to ${out} channels: zeros can only add channels; use projection`;
  },
  function dropsHaveABranch({ drop, branches }) {
    if (drop.length <= branches) return undefined;
    return `drop lists ${drop.length} branches, but there are ${branches}; list at most one entry a branch`;
  },
  function dropsHaveARelu({ drop, order, kernels }) {
    const count = countRelus(branchWords(orders[order], kernels.length));
    const wrong = drop
      .flatMap((entry, branch) => droppedPositions(entry, count).map((position) => ({ branch, position })))
      .find(({ position }) => position < 0 || position >= count);
    if (!wrong) return undefined;
    const where = `drop[${wrong.branch}]: no ReLU at position ${wrong.position}, counted from 0`;
    return `${where}; ReLUs in a branch of ${kernels.length} convolutions in order "${order}": ${count}`;
  },
];

/** Why `options` make no block: one line with the place, what is wrong and the fix; undefined if they make one. */
export function refusal(options: ResidualOptions): string | undefined {
  const malformed = fault(residualSchema, options);
  if (malformed) return `residual(): ${malformed}`;
  const filled = fill(options);
  for (const rule of rules) {
    const reason = rule(filled, options);
    if (reason) return `${options.name}: ${reason}`;
  }
  return undefined;
}
