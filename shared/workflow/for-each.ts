import { TransientFailure } from './ports';

const TRIES = 3;

/**
 * Does the work for every item, whatever becomes of the others. Those that failed for the moment are tried again after the rest;
 * what still fails is thrown at the end: one row does not keep the others waiting, and the caller knows that not all is done (a
 * cursor or watermark stays where it was). The work must be harmless to repeat.
 */
export async function forEach<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  let left: readonly T[] = [...items];
  let failures: unknown[] = [];
  for (let pass = 0; pass < TRIES && left.length > 0; pass++) {
    const again: T[] = [];
    failures = failures.filter((failure) => !(failure instanceof TransientFailure));
    for (const item of left) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
        if (error instanceof TransientFailure) again.push(item);
      }
    }
    left = again;
  }
  if (failures.length > 0) throw failures[0];
}

/** Reads once more when a read failed for the moment: a page lost to a hiccup does not cost the pages before it. */
export async function readAgain<T>(read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      if (attempt >= TRIES || !(error instanceof TransientFailure)) throw error;
    }
  }
}
