// Numbers for people.
import type { Language } from "./languages.ts";
import type { Messages } from "./messages.ts";

const format = (value: number, language: Language, digits: number): string =>
  value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** "60,000" */
export const formatInteger = (value: number, language: Language): string => format(Math.round(value), language, 0);

/** "40.6", of 40,551,000. */
export const formatMillions = (value: number, language: Language): string => format(value / 1e6, language, 1);

/** "2.303" */
export const formatLoss = (loss: number, language: Language): string => format(loss, language, 3);

/** "12.3%", of a value in %. */
export const formatPercent = (percent: number, language: Language): string => `${format(percent, language, 1)}%`;

/** "40 s" below two minutes, "3 min" above. */
export const formatTime = (seconds: number, text: Messages, language: Language): string =>
  seconds < 120
    ? text.seconds(formatInteger(Math.ceil(seconds), language))
    : text.minutes(formatInteger(seconds / 60, language));
