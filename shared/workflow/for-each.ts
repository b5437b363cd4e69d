import { TransientFailure } from './ports';

const TRIES = 3;

/**
 * Does the work for every item, whatever becomes of the others. Those that failed for the moment are tried again after the rest;
 * what still fails is thrown at the end: one row does not keep the others waiting, and the caller knows that not all is done (a
 * cursor or watermark stays where it was). With `awayAfter`, so many failures for the moment in a row mean that what all of them need
 * is away, and the rest is left to the next run. The work must be harmless to repeat.
 */
export async function forEach<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<void>,
  { awayAfter = Number.POSITIVE_INFINITY }: { readonly awayAfter?: number } = {},
): Promise<void> {
  let left: readonly T[] = [...items];
  let failures: unknown[] = [];
  for (let pass = 0; pass < TRIES && left.length > 0; pass++) {
    const again: T[] = [];
    failures = failures.filter((failure) => !(failure instanceof TransientFailure));
    let inARow = 0;
    for (const item of left) {
      try {
        await work(item);
        inARow = 0;
      } catch (error) {
        failures.push(error);
        if (!(error instanceof TransientFailure)) continue;
        again.push(item);
        if (++inARow === awayAfter) throw failures[0];
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
