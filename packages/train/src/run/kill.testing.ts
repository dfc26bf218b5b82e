// A process to be killed: starts or goes on with a run in the directory named by its first argument, and says "begin"
// when it starts to train.
/// <reference types="node" />
import { createReferenceDevice } from "@unravel/core";
import { openStore } from "@unravel/core/store";
import { holdsRun } from "./config.ts";
import { tinyModel, tinyRecipe, tinySet } from "./tiny.testing.ts";
import { resume, train } from "./train.ts";

const directory = openStore(process.argv[2]!);
const session = {
  data: { train: tinySet(30), test: tinySet(10, 2) },
  device: createReferenceDevice(),
  checkpointEvery: 1,
  onNotice: () => void process.stdout.write("begin\n"),
};
if (await holdsRun(directory)) await resume(directory, session);
else {
  const recipe = tinyRecipe({ length: { epochs: 60 }, validation: 5, averageDecay: 0.9 });
  await train({ ...session, model: tinyModel({ survival: 0.5 }), recipe, directory });
}
