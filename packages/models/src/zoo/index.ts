export { buildModel, listModels, type ModelListing, type ModelOptions, zooOptions } from "./build.ts";
export { nearest } from "./nearest.ts";
