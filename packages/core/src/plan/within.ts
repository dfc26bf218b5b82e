// The plan that fits a given memory with the least work.
import { MemoryError } from "../errors.ts";
import type { Graph } from "../graph/graph.ts";
import { formatBytes } from "./arena.ts";
import type { Program } from "./program.ts";
import { type Effort, recompute, repeatedNodes } from "./recompute.ts";
import { type Segment, segmentsOf } from "./segments.ts";

/** The most bytes that a program may take, and why: "the device has". */
export type MemoryLimit = { readonly bytes: number; readonly reason: string };

/**
 * What `place` makes of `graph`, if that is within `limit`; else of `graph` with as little as possible computed twice. Throws
 * a MemoryError with the smallest peak that there is where even that is too much.
 */
export function planWithin(graph: Graph, place: (graph: Graph) => Program, limit: MemoryLimit): Program {
  const fits = ({ memory }: Program) => memory.peak <= limit.bytes;
  const whole = place(graph);
  if (fits(whole)) return whole;
  const segments = segmentsOf(graph);
  const placed = (level: number): Program => {
    const repeating = recompute(graph, segments, effortsOf(segments, level));
    const program = place(repeating);
    const repeated = repeatedNodes(graph, repeating) / (graph.forward ?? graph.nodes.length);
    return { ...program, memory: { ...program.memory, repeated } };
  };

  const most = 2 * (segments.length - 1);
  let [tooFew, enough, best] = [0, most, placed(most)];
  // With nearly everything repeated, one segment's values and the gaps between them decide: a lower level may take less.
  for (let level = most - 1; !fits(best) && level > 0.75 * most; level--) {
    const program = placed(level);
    if (program.memory.peak < best.memory.peak) [enough, best] = [level, program];
  }
  if (!fits(best)) throw tooLarge(whole.memory.peak, best.memory.peak, limit);
  while (enough - tooFew > 1) {
    const level = (tooFew + enough) >> 1;
    const program = placed(level);
    if (fits(program)) [enough, best] = [level, program];
    else tooFew = level;
  }
  return best;
}

/**
 * Levels from no work to the most: first elementwise ops are repeated, segment by segment, then everything. Early segments come first:
 * their values are the largest for the work that they take. The last one is never repeated: its values are needed at once.
 */
function effortsOf(segments: readonly Segment[], level: number): readonly Effort[] {
  const most = segments.length - 1;
  return segments.map((_, index): Effort => {
    if (index === most) return "nothing";
    if (index < level - most) return "everything";
    return index < level ? "elementwise" : "nothing";
  });
}

function tooLarge(peak: number, smallest: number, { bytes, reason }: MemoryLimit): MemoryError {
  const repeated = smallest < peak ? `, and ${formatBytes(smallest)} with all that can be computed twice,` : "";
  return new MemoryError(
    `This program needs ${formatBytes(peak)}${repeated} and ${reason} ${formatBytes(bytes)}: use a smaller batch or a smaller network.`,
  );
}
