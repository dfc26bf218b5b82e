// The languages of the page.
import { en } from "./en.ts";
import { ko } from "./ko.ts";
import type { Messages } from "./messages.ts";

export const languages = ["en", "ko"] as const;
export type Language = (typeof languages)[number];

/** All text of the page, by language. */
export const messages: Readonly<Record<Language, Messages>> = { en, ko };

/** Each language in itself, for the switch. */
export const languageNames: Readonly<Record<Language, string>> = { en: "English", ko: "한국어" };

const key = "unravel.language";

/** The language chosen before, else the first of the browser's that the page has, else English. */
export function preferredLanguage(): Language {
  const wanted = [remembered(), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((tag): tag is Language => languages.some((language) => language === tag)) ?? "en";
}

/** Keeps the choice for the next visit, where the browser keeps anything. */
export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // Storage may be forbidden (private windows); the choice then lasts as long as the page.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
