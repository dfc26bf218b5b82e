// Where a program's memory starts: the words that all threads and the host share, by byte address. AssemblyScript reads
// this file too, so it holds constants only.

/** How many threads have arrived at the barrier. */
export const arrived = 4;
/** How many times all of them have met: a thread waits until it changes. */
export const generation = 8;
/** Not 0 where a thread has failed: the others stop. */
export const aborted = 12;
/** How often a thread looks before it sleeps at the barrier; 0 where there are more threads than cores. */
export const spins = 16;
/** Addresses of the first row of the table of launches, and of its end. */
export const table = 20;
export const tableEnd = 24;
/** Address of the gate vector. */
export const gates = 28;
/** Address of the memory that the phases of one launch share. */
export const workspace = 32;
/** Address of the first thread's own memory, and bytes of it for each thread. */
export const scratch = 36;
export const scratchBytes = 40;
/** Address where thread 0 writes the time before the first launch and after each, in milliseconds; 0 where nobody asks. */
export const stamps = 44;
/** Where everything else begins. */
export const headerBytes = 64;
