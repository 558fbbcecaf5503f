import type { StepRecord } from "../protocol/messages.ts";

/** Steps and values of one metric, as views into growing buffers: read them at once, do not keep them. */
export interface Series {
  steps: Float64Array;
  values: Float64Array;
}

interface Buffer {
  steps: Float64Array;
  values: Float64Array;
  length: number;
}

const EMPTY: Series = { steps: new Float64Array(0), values: new Float64Array(0) };

/**
 * The numbers of the curves: metric → growing buffers. Charts read it when told that it changed; no React render between.
 * Non-finite values are kept out, so that a chart shows a gap instead of breaking its scale.
 */
export class SeriesStore {
  #buffers = new Map<string, Buffer>();
  #listeners = new Set<() => void>();
  #lastStep = -1;

  /** Records must come in increasing order of step; an older one is ignored (a resumed worker may repeat its last). */
  append(record: StepRecord): void {
    if (this.#add(record)) this.#notify();
  }

  /** Everything anew, one notification. */
  replace(history: readonly StepRecord[]): void {
    this.#buffers.clear();
    this.#lastStep = -1;
    for (const record of history) this.#add(record);
    this.#notify();
  }

  get(metric: string): Series {
    const buffer = this.#buffers.get(metric);
    if (!buffer) return EMPTY;
    return { steps: buffer.steps.subarray(0, buffer.length), values: buffer.values.subarray(0, buffer.length) };
  }

  metrics(): string[] {
    return [...this.#buffers.keys()].sort();
  }

  /** Last step appended; -1 before the first. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** All records again, as kept (for exports and earlier runs). */
  history(): StepRecord[] {
    const records = new Map<number, StepRecord>();
    for (const [metric, { steps, values, length }] of this.#buffers) {
      for (let i = 0; i < length; i++) {
        const step = steps[i] as number;
        let record = records.get(step);
        if (!record) records.set(step, (record = { step, metrics: {} }));
        record.metrics[metric] = values[i] as number;
      }
    }
    return [...records.values()].sort((a, b) => a.step - b.step);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #add(record: StepRecord): boolean {
    if (record.step <= this.#lastStep) return false;
    this.#lastStep = record.step;
    for (const [metric, value] of Object.entries(record.metrics)) {
      if (!Number.isFinite(value)) continue;
      let buffer = this.#buffers.get(metric);
      if (!buffer) {
        buffer = { steps: new Float64Array(128), values: new Float64Array(128), length: 0 };
        this.#buffers.set(metric, buffer);
      }
      if (buffer.length === buffer.steps.length) {
        buffer.steps = grow(buffer.steps);
        buffer.values = grow(buffer.values);
      }
      buffer.steps[buffer.length] = record.step;
      buffer.values[buffer.length] = value;
      buffer.length++;
    }
    return true;
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}

function grow(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
