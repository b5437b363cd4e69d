import { open, stat, type FileHandle } from 'node:fs/promises';
import { reasonOf, UsageError } from './command';
import { ProgressLine } from './progress';

/** Files smaller than this are read before anyone would look at a bar. */
const WORTH_SHOWING = 16 * 1024 * 1024;
const STEP = 4 * 1024 * 1024;
const CHUNK = 64 * 1024;

/**
 * A file's bytes in chunks, with how far the reading is on stderr when that is a terminal and the file is large.
 * A chunk is good until the next is asked for.
 * Throws a UsageError that names the file and why when it cannot be read.
 */
export async function* readWithProgress(path: string, line = new ProgressLine()): AsyncGenerator<Uint8Array, void, undefined> {
  const size = await sizeOf(path);
  let read = 0;
  let next = size > WORTH_SHOWING ? STEP : Infinity;
  try {
    const file = await open(path);
    for await (const bytes of chunksOf(file)) {
      read += bytes.length;
      if (read >= next) {
        line.say(`${Math.floor((100 * read) / size)} % of ${Math.round(size / 1e6)} MB`);
        next = read + STEP;
      }
      yield bytes;
    }
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  } finally {
    line.end();
  }
}

/** Two buffers for the whole file, one read while the other is worked on: a stream's own pile up faster than they are collected. */
async function* chunksOf(file: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  const buffers = [new Uint8Array(CHUNK), new Uint8Array(CHUNK)] as const;
  const fill = (buffer: Uint8Array): Promise<Uint8Array> => {
    const filled = file.read(buffer, 0, buffer.length, null).then(({ bytesRead }) => buffer.subarray(0, bytesRead));
    // It may fail before anyone waits for it; whoever waits then still hears of it.
    filled.catch(() => undefined);
    return filled;
  };
  let reading = fill(buffers[0]);
  try {
    for (let turn = 1; ; turn++) {
      const bytes = await reading;
      if (bytes.length === 0) return;
      reading = fill(buffers[turn % 2 === 0 ? 0 : 1]);
      yield bytes;
    }
  } finally {
    // A reader that stops early leaves one read under way: its end is waited for, its failure is nobody's concern any more.
    await reading.catch(() => undefined);
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) throw Object.assign(new Error('folder'), { code: 'EISDIR' });
    return stats.size;
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}
