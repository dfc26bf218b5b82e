export { type SignalOptions, type SignalRow, type SignalStudy, studySignal } from "./study.ts";
