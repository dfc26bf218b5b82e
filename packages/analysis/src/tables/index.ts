// The tables of the papers by id.
import { f1 } from "./f1.ts";
import { t1 } from "./t1.ts";
import { t2 } from "./t2.ts";
import { t3 } from "./t3.ts";
import { t4 } from "./t4.ts";
import { t5 } from "./t5.ts";
import { t6 } from "./t6.ts";
import { t7 } from "./t7.ts";
import type { PaperTable } from "./table.ts";

export type {
  DissectionName,
  PaperTable,
  Published,
  PublishedDissection,
  TableDataset,
  TableRow,
  TestView,
  TrainedNetwork,
} from "./table.ts";

/** Every table that can be reproduced, and the figures of Veit et al. 2016 as one. */
export const paperTables: readonly PaperTable[] = [t1, t2, t3, t4, t5, t6, t7, f1];
