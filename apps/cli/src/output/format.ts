// Numbers, bars, words and paths as people read them.
import { relative, sep } from "node:path";

/** 269722 → "269,722". */
export const count = (value: number): string => value.toLocaleString("en-US");

/** 8.5237 (in percent) → "8.52%". */
export const percent = (value: number): string => `${value.toFixed(2)}%`;

/** 4000 (seconds) → "1:06:40", 83 → "1:23". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const [minutes, rest] = [Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return hours > 0 ? `${hours}:${minutes}:${rest}` : `${Number(minutes)}:${rest}`;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of `share` (0 to 1) of `width` characters, to an eighth of a character. */
export function bar(share: number, width: number): string {
  const parts = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(parts >> 3) + eighths[parts & 7];
}

/** A word as a shell takes it: quoted only where it has to be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A relative path as the target of a Markdown link: its spaces, parentheses and the like would end it. */
export const linkTarget = (path: string): string =>
  path
    .split(sep)
    .map((part) => encodeURIComponent(part).replaceAll("(", "%28").replaceAll(")", "%29"))
    .join("/");

/** A text from outside (a class's or file's name) without characters that steer a terminal. */
export const printable = (text: string): string => text.replace(/\p{Cc}|\p{Cf}/gu, "·");

/** A path from the working directory where that is inside it, else as it is. */
export function shortPath(path: string): string {
  const inside = relative("", path);
  return inside === "" || inside.startsWith("..") ? path : inside;
}

/** How an option is written on the command line: "batchSize" → "--batch-size". */
export const flagName = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
