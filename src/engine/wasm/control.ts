/** Words of the control block, which all threads read and write with Atomics: place in the queue, stop sign, tokens so far, signs of life. */
export const CONTROL = { queue: 0, stop: 1, produced: 2, beat: 3, size: 4 };

/** What one thread does of a job, bit by bit; false when there is nothing left to do. */
export interface Share {
  turn(): boolean;
}
