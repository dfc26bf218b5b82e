// The reference's row for every op.
import * as averagePool from "../../ops/average-pool/reference.ts";
import * as batchNorm from "../../ops/batch-norm/reference.ts";
import * as bias from "../../ops/bias/reference.ts";
import * as conv2d from "../../ops/conv2d/reference.ts";
import * as crossEntropy from "../../ops/cross-entropy/reference.ts";
import * as dropout from "../../ops/dropout/reference.ts";
import * as fill from "../../ops/fill/reference.ts";
import * as gatherImages from "../../ops/gather-images/reference.ts";
import * as globalAveragePool from "../../ops/global-average-pool/reference.ts";
import * as matmul from "../../ops/matmul/reference.ts";
import * as maxPool from "../../ops/max-pool/reference.ts";
import * as multiply from "../../ops/multiply/reference.ts";
import * as normalize from "../../ops/normalize/reference.ts";
import type { AttributesOf, OperationName } from "../../ops/operations.ts";
import * as padChannels from "../../ops/pad-channels/reference.ts";
import * as relu from "../../ops/relu/reference.ts";
import * as sgd from "../../ops/sgd/reference.ts";
import * as sigmoid from "../../ops/sigmoid/reference.ts";
import * as sum from "../../ops/sum/reference.ts";
import type { Kernel } from "./kernel.ts";

/** The meaning of every op, in float64, as plain loops. */
export const referenceKernels: { readonly [Name in OperationName]: Kernel<AttributesOf<Name>> } = {
  ...averagePool,
  ...batchNorm,
  ...bias,
  ...conv2d,
  ...crossEntropy,
  ...dropout,
  ...fill,
  ...gatherImages,
  ...globalAveragePool,
  ...matmul,
  ...maxPool,
  ...multiply,
  ...normalize,
  ...padChannels,
  ...relu,
  ...sgd,
  ...sigmoid,
  ...sum,
};
