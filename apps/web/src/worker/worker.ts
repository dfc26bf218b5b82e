// The worker: opens the device, reads the user's archive, and has one experiment at a time.
import { type DeviceSupply, openSupply } from "@unravel/core";
import type { Store } from "@unravel/core/store";
import type { Loss } from "@unravel/train";
import type { Command, DeviceReport, Event } from "../run/protocol.ts";
import type { Request } from "./attendant.ts";
import { createDevices } from "./devices.ts";
import { runExperiment } from "./experiment.ts";
import { type Images, readArchive } from "./images.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { keptRun, openPlace, prepare } from "./keeping.ts";
import { problemOf } from "./problems.ts";

const post = (event: Event): void => self.postMessage(event);

const factories = createDevices((done, total) => post({ type: "compiling", kernels: { done, total } }));

/** What is opened once: the devices, and the place where runs are kept. */
let opened: { readonly devices: DeviceSupply; readonly directory: Store } | undefined;
let archive: Images | undefined;
let running: { readonly inbox: Inbox<Request>; readonly end: Promise<void> } | undefined;
/** Whether an experiment answers for the device. */
let busy = false;

const reportOf = ({ device: { name, description }, refusals }: DeviceSupply): DeviceReport => ({
  name,
  description,
  refusals,
});

async function open(name: string): Promise<void> {
  try {
    const devices = await openSupply(factories, name);
    const directory = await openPlace();
    opened = { devices, directory };
    post({ type: "device", device: reportOf(devices) });
    const kept = await keptRun(directory);
    if (kept) post({ type: "kept", kept });
    void watch(devices);
  } catch (error) {
    post(problemOf(error, "device"));
  }
}

/** Opens a device that is lost while nothing runs on it again. */
async function watch(devices: DeviceSupply): Promise<void> {
  const { device: lost } = devices;
  const reason = await lost.lost;
  if (busy || devices.device !== lost) return;
  try {
    await devices.replace(true);
    tellLoss(devices, { lost, reason, step: undefined });
  } catch (error) {
    post(problemOf(error, "lost"));
  }
}

function tellLoss(devices: DeviceSupply, { lost, reason, step }: Omit<Loss, "next">): void {
  post({ type: "replaced", replacement: { lost: lost.name, reason, step, device: reportOf(devices) } });
  void watch(devices);
}

async function read(file: File): Promise<void> {
  try {
    archive = await readArchive(file);
    post({ type: "archive", images: archive.train.labels.length });
  } catch (error) {
    post(problemOf(error, "archive"));
  }
}

function start({ settings, goOn }: Extract<Command, { type: "start" }>): void {
  running?.inbox.put({ type: "reset" });
  const before = running?.end;
  const inbox = createInbox<Request>();
  const end = (async () => {
    await before;
    if (!opened) return;
    const { devices, directory } = opened;
    busy = true;
    if (!goOn) await prepare(directory, settings);
    const onLoss = (loss: Loss) => tellLoss(devices, loss);
    await runExperiment({ settings, devices, directory, archive, inbox, post, onLoss });
  })()
    .catch((error: unknown) => post(problemOf(error)))
    .finally(() => {
      busy = false;
    });
  running = { inbox, end };
}

async function reset(): Promise<void> {
  running?.inbox.put({ type: "reset" });
  await running?.end;
  post({ type: "ended" });
}

self.addEventListener("message", ({ data: command }: MessageEvent<Command>) => {
  switch (command.type) {
    case "open":
      return open(command.device);
    case "archive":
      return read(command.file);
    case "start":
      return start(command);
    case "reset":
      return reset();
    default:
      return running?.inbox.put(command);
  }
});
