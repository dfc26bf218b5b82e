// A long computation must let its process or worker answer now and then: signals, messages, timers.

/** Longest time without an answer, in milliseconds: short for a person, long against the pause itself (browsers: 4). */
const patience = 50;

/** A function to be awaited between the parts of a computation; it waits for pending events when it is time to. */
export function createPacer(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < patience) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
