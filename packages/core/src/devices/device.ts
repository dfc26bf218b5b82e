// The contract of a device. Everything above it is device-free.
import type { Capabilities, Program } from "../plan/program.ts";

/** What crosses the border between host and device. */
export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

/**
 * How long a part of a launch took: `launch` is its index in the program, `kernel` the device's name for the part, `choice` what a tuner
 * may choose for it, if anything.
 */
export type LaunchTime = {
  readonly launch: number;
  readonly kernel: string;
  readonly milliseconds: number;
  readonly choice?: string | undefined;
};

/** A loaded program with its memory. Calls must not overlap: await each before the next. Only a `read` may be awaited later. */
export interface Executable {
  readonly program: Program;
  /** How many dispatches a run submits with all gates open; only devices whose `run` is a submission, done by the call itself, have it. */
  readonly dispatches?: number;
  /**
   * Fills an input or a state, in the program's own layout: f32 ones from a Float32Array or Float64Array, i32 ones from an Int32Array,
   * u8 ones from a Uint8Array. Throws a DeviceError for an unknown name, a wrong length or another type.
   */
  write(name: string, data: Numbers): Promise<void>;
  /** Sets all gates for the runs to come; see `gateVector`. They start at 1. */
  writeGates(gates: Float32Array): void;
  /**
   * One run: inputs → outputs, states → states. States are float32 and start at 0. On a GPU it may resolve before the results exist:
   * `read` waits for them, and a failure rejects the next call.
   */
  run(): Promise<void>;
  /** One run, timed launch by launch; only devices that can tell have it. */
  profile?(): Promise<readonly LaunchTime[]>;
  /** A copy of an output's or a state's content as it is when this is called, whatever is called before it has come. */
  read(name: string): Promise<Numbers>;
  /** Gives all memory back. */
  dispose(): void;
}

/** Something that runs programs. */
export interface Device {
  readonly name: string;
  /** For people: engine, adapter, threads. */
  readonly description: string;
  readonly capabilities: Capabilities;
  /** For people: what the hardware has of what speeds kernels up or times them, by name. */
  readonly features?: Readonly<Record<string, boolean>>;
  /** How many threads compute, where the device decides that. */
  readonly threads?: number;
  /**
   * The most float operations a second (a multiply-add is two) that a measured loop of nothing else reaches here, on all threads; only
   * devices that can tell have it.
   */
  peak?(): Promise<number>;
  load(program: Program): Promise<Executable>;
  /** Resolves with the reason if the device is lost, and every call that waits for it then settles; stays pending otherwise. */
  readonly lost: Promise<string>;
  /** Ends the device; programs loaded on it must not be used any more. */
  dispose(): Promise<void>;
}

/** How to get a device. */
export type DeviceFactory = {
  /** The device's own. */
  readonly name: string;
  /** Opens the device; throws a DeviceError with the reason where it cannot be had. `byName`: the user asked for it. */
  open(options: { readonly byName: boolean }): Promise<Device>;
};
