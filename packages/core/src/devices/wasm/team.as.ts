// Which thread this is, its share of the work, and where all threads meet. Every thread has its own instance of the module
// over the same memory, so these variables are its own.
import * as layout from "./layout";

export let thread: i32 = 0;
export let threads: i32 = 1;
/** This thread's own memory, and the memory that the phases of a launch share. */
export let scratch: usize = 0;
export let workspace: usize = 0;

/** Makes this instance thread `index` of `count`. */
export function join(index: i32, count: i32): void {
  thread = index;
  threads = count;
  scratch = load<usize>(layout.scratch) + <usize>index * load<usize>(layout.scratchBytes);
  workspace = load<usize>(layout.workspace);
}

/** The first of this thread's share of `units`. */
@inline
export function first(units: i32): i32 {
  return <i32>((<i64>units * thread) / threads);
}

/** One past the last of this thread's share of `units`. */
@inline
export function last(units: i32): i32 {
  return <i32>((<i64>units * (thread + 1)) / threads);
}

/** Word `k` of the arguments at `a`. */
@inline
export function word(a: usize, k: usize): i32 {
  return load<i32>(a + (k << 2));
}

/** Word `k` of the arguments at `a`, an address or a distance in bytes. */
@inline
export function address(a: usize, k: usize): usize {
  return load<usize>(a + (k << 2));
}

/** Word `k` of the arguments at `a`, a float. */
@inline
export function real(a: usize, k: usize): f32 {
  return load<f32>(a + (k << 2));
}

const wake: i64 = 100_000_000; // nanoseconds until a sleeper looks again whether the others are still there

/** Waits until all threads are here. False where one of them failed. */
export function meet(): bool {
  if (threads == 1) return true;
  const before = atomic.load<i32>(layout.generation);
  if (atomic.add<i32>(layout.arrived, 1) == threads - 1) {
    atomic.store<i32>(layout.arrived, 0);
    atomic.add<i32>(layout.generation, 1);
    atomic.notify(layout.generation, -1);
    return true;
  }
  for (let left = load<i32>(layout.spins); left > 0; left--) {
    if (atomic.load<i32>(layout.generation) != before) return true;
  }
  while (atomic.load<i32>(layout.generation) == before) {
    if (atomic.load<i32>(layout.aborted)) return false;
    atomic.wait<i32>(layout.generation, before, wake);
  }
  return true;
}

/** Tells all threads that this one has failed. */
export function stop(): void {
  atomic.store<i32>(layout.aborted, 1);
  atomic.notify(layout.generation, -1);
}
