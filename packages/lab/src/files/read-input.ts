/** Reading what a user names: a missing or unreadable file or folder is one clear line. */
import { readdir, readFile, stat } from 'node:fs/promises';
import type { Dirent, Stats } from 'node:fs';
import { LabError, messageOf } from '../errors.ts';

/** @throws LabError 'not-found' when there is nothing at the path or it cannot be read */
export function readInputFile(path: string): Promise<Uint8Array> {
  return clearly(path, readFile(path));
}

/** @throws LabError 'not-found' when there is nothing at the path or it cannot be read */
export function readInputFolder(path: string): Promise<Dirent[]> {
  return clearly(path, readdir(path, { withFileTypes: true }));
}

/** @throws LabError 'not-found' when there is nothing at the path or it cannot be read */
export function statInput(path: string): Promise<Stats> {
  return clearly(path, stat(path));
}

async function clearly<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const problem = missing ? 'no such file or folder' : `cannot be read (${messageOf(cause)})`;
    throw new LabError('not-found', `${path}: ${problem}; check the path`, { cause });
  }
}
