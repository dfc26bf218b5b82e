export { buildModel, listModels, type ModelListing, type ModelOptions } from "./build.ts";
export { nearest } from "./nearest.ts";
