/** What `work` gives; undefined if it failed because `signal` told it to stop. */
export async function unlessStopped<T>(
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<{ readonly value: T } | undefined> {
  try {
    return { value: await work() };
  } catch (error) {
    if (signal?.aborted) return undefined;
    throw error;
  }
}
