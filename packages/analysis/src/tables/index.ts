// The tables of the papers by id.
import { t2 } from "./t2.ts";
import { t3 } from "./t3.ts";
import type { PaperTable } from "./table.ts";

export type { PaperTable, Published, TableDataset, TableRow, TestView, TrainedNetwork } from "./table.ts";

/** Every table that can be reproduced. */
export const paperTables: readonly PaperTable[] = [t2, t3];
