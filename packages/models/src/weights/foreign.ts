// What people hand over by mistake instead of weights, told by its first bytes.

type Foreign = { readonly what: string; readonly matches: (head: string) => boolean; readonly fix: string };

const starts =
  (signature: string) =>
  (head: string): boolean =>
    head.startsWith(signature);
const unpack = "Unpack it and give the file of weights inside.";

/** The rows, for the first 512 bytes of a file as Latin-1; the last row takes every file. */
export const foreign: readonly Foreign[] = [
  { what: "nothing: it is empty", matches: (head) => head === "", fix: "Download the file again." },
  {
    what: "a web page, as servers send for a missing file or a login",
    matches: (head) => /^\s*<(!doctype|html|\?xml)/i.test(head),
    fix: "Open the address in a browser and download the raw file.",
  },
  {
    what: "a Git LFS pointer",
    matches: starts("version https://git-lfs"),
    fix: "Run `git lfs pull` in its repository, or download the raw file.",
  },
  { what: "a tar archive", matches: (head) => head.startsWith("ustar", 257), fix: unpack },
  { what: "a gzip file", matches: starts("\x1f\x8b"), fix: unpack },
  { what: "an xz file", matches: starts("\xfd7zXZ"), fix: unpack },
  { what: "an empty zip archive", matches: starts("PK\x05\x06"), fix: "Save or download the file again." },
  {
    what: "an HDF5 file, as Keras writes",
    matches: starts("\x89HDF"),
    fix: "Save the weights as safetensors under torch's names.",
  },
  { what: "a NumPy array", matches: starts("\x93NUMPY"), fix: "Save the weights as safetensors under torch's names." },
  {
    what: "something unknown",
    matches: () => true,
    fix: "Give a file that torch.save(model.state_dict(), ...) or safetensors wrote.",
  },
];
