// Files for the user to keep.

/** Milliseconds after which every browser has taken a file over. */
const patience = 60_000;

/** Hands `text` to the browser as a file of type `type` (MIME) to save under `name`. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), patience);
}
