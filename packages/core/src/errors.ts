/** A graph that cannot be: shapes that do not fit, names taken twice, a value read where it may not exist. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}

/** A device that cannot be had, cannot run a program, or was lost. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
}

/** A program that does not fit the device's memory. */
export class MemoryError extends Error {
  override readonly name = "MemoryError";
}
