// One error for all stores: a reason that programs can tell apart, and a sentence for people.

/** Why a store could not do what it was asked. */
export type StoreReason = "missing" | "folder" | "full" | "denied" | "read-only" | "locked" | "path" | "other";

/** A store's failure. The message says what was tried, where, what is wrong and what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly reason: StoreReason;

  constructor(reason: StoreReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

const explanations: Readonly<Record<Exclude<StoreReason, "locked" | "path">, string>> = {
  missing: "there is no such file. Check the path.",
  folder:
    "a folder is where a file should be, or a file where a folder should be. Choose another path, or move it away.",
  full: "the disk is full. Free some space and try again; what was saved before is intact.",
  denied: "permission is refused. Change the permissions of the folder, or choose another one.",
  "read-only": "the file system is read-only. Choose a folder on a disk that can be written.",
  other: "the file system refused.",
};

/**
 * The StoreError for a file system's own error. `codes` maps the names that this kind of file system uses
 * ("ENOSPC", "QuotaExceededError") to reasons; a StoreError passes through unchanged.
 */
export function explain(
  error: unknown,
  codes: Readonly<Record<string, keyof typeof explanations>>,
  action: string,
  where: string,
): StoreError {
  if (error instanceof StoreError) return error;
  const failure = error instanceof Error ? error : new Error(String(error));
  const code = "code" in failure && typeof failure.code === "string" ? failure.code : failure.name;
  const reason = codes[code] ?? "other";
  const detail = reason === "other" ? ` ${failure.message}` : ` (${code})`;
  return new StoreError(reason, `Cannot ${action} ${where}: ${explanations[reason]}${detail}`, { cause: error });
}
