// Labelled images, from wherever they come, and the batches a network is trained with.
export { type BatchRequest, fillBatch } from "./batch.ts";
export type { CifarLabels, CifarName, CifarSplit } from "./cifar/datasets.ts";
export type { DownloadOptions, Progress } from "./cifar/download.ts";
export type { CifarSource } from "./cifar/find.ts";
export { type CifarOptions, loadCifar } from "./cifar/load.ts";
export { type Crop, type CropsName, cropImages, crops, resizeImages } from "./crops.ts";
export { type DecodeOptions, decodeImage, type Pixels } from "./folder/decode.ts";
export type { FolderSplit } from "./folder/list.ts";
export { type ImageFolderOptions, loadImageFolder } from "./folder/load.ts";
export { resizeAndCrop } from "./folder/resize.ts";
export {
  allIndices,
  BrokenImageError,
  DataError,
  type ImageSet,
  type ImageShape,
  imageSize,
  type Provenance,
  type SourceFile,
  selectImages,
} from "./image-set.ts";
export {
  type ChannelNormalisation,
  channelStatistics,
  type Normalisation,
  type NormalisationTable,
  normalisations,
  normalisationTable,
  pixelMean,
} from "./normalisation.ts";
export { epochOrder, type Split, splitTrainValidation } from "./order.ts";
export {
  type Augmentation,
  type Choice,
  type PlacementRequest,
  padCropFlip,
  placeBatch,
  placementSize,
} from "./placement.ts";
export { type SyntheticOptions, syntheticImages } from "./synthetic/synthetic.ts";
