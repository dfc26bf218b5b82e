// The worker: opens the device, reads the user's archive, and has one experiment at a time.
import { chooseDevice, type Device } from "@unravel/core";
import type { Command, Event } from "../run/protocol.ts";
import type { Request } from "./attendant.ts";
import { createDevices } from "./devices.ts";
import { runExperiment } from "./experiment.ts";
import { type Images, readArchive } from "./images.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { problemOf } from "./problems.ts";

const post = (event: Event): void => self.postMessage(event);

const devices = createDevices((done, total) => post({ type: "compiling", kernels: { done, total } }));

let device: Device | undefined;
let archive: Images | undefined;
let running: { readonly inbox: Inbox<Request>; readonly end: Promise<void> } | undefined;

async function open(name: string): Promise<void> {
  try {
    const { device: chosen, refusals } = await chooseDevice(devices, name);
    device = chosen;
    post({ type: "device", device: { name: chosen.name, description: chosen.description, refusals } });
    const reason = await chosen.lost;
    post({ type: "problem", kind: "lost", detail: reason });
  } catch (error) {
    post(problemOf(error, "device"));
  }
}

async function read(file: File): Promise<void> {
  try {
    archive = await readArchive(file);
    post({ type: "archive", images: archive.train.labels.length });
  } catch (error) {
    post(problemOf(error, "archive"));
  }
}

function start({ settings }: Extract<Command, { type: "start" }>): void {
  running?.inbox.put({ type: "reset" });
  const before = running?.end;
  const inbox = createInbox<Request>();
  const end = (async () => {
    await before;
    if (!device) return;
    await runExperiment({ settings, device, archive, inbox, post });
  })().catch((error: unknown) => post(problemOf(error)));
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
