import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it; false where none can be made. Step by step, because Node's recursive mkdir never returns below
 * a place that takes no folders, such as /proc.
 */
export function makeFolder(folder: string): boolean {
  const path = resolve(folder);
  if (existsSync(path)) return statSync(path).isDirectory();
  if (dirname(path) === path || !makeFolder(dirname(path))) return false;
  try {
    mkdirSync(path);
    return true;
  } catch {
    return isFolder(path);
  }
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** Makes a folder and tries whether files can be put into it. */
export function isWritableFolder(folder: string): boolean {
  if (!makeFolder(folder)) return false;
  const trial = resolve(folder, `.trial-${process.pid}`);
  try {
    writeFileSync(trial, '');
    rmSync(trial);
    return true;
  } catch {
    return false;
  }
}

/** Can a file of that name be written, or written anew? Makes its folder. */
export function isWritableFile(file: string): boolean {
  if (!isWritableFolder(dirname(resolve(file)))) return false;
  if (!existsSync(file)) return true;
  try {
    accessSync(file, constants.W_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Writes a file so that a reader finds the old one or the new one, never half of one. */
export function writeWhole(file: string, text: string): void {
  makeFolder(dirname(resolve(file)));
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
