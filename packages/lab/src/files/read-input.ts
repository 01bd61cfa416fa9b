/**
 * Reads of files and folders that a user names; the error for a missing one is one line. Only
 * regular files are read: a pipe or a device has no end.
 */
import { readdir, stat } from 'node:fs/promises';
import type { Dirent, Stats } from 'node:fs';
import { readRegularFile } from '@ganport/graph/internal';
import { LabError, messageOf } from '../errors.ts';

/**
 * @param most the most bytes of the file
 * @throws LabError 'not-found' when there is nothing at the path or it cannot be read
 */
export function readInputFile(path: string, most?: number): Promise<Uint8Array> {
  return withPath(path, readRegularFile(path, most));
}

/** @throws LabError 'not-found' when there is nothing at the path or it cannot be read */
export function readInputFolder(path: string): Promise<Dirent[]> {
  return withPath(path, readdir(path, { withFileTypes: true }));
}

/** @throws LabError 'not-found' when there is nothing at the path or it cannot be read */
export function statInput(path: string): Promise<Stats> {
  return withPath(path, stat(path));
}

/** The result of a read, or an error that names the path. */
export async function withPath<T>(path: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const problem = missing ? 'no such file or folder' : `cannot be read (${messageOf(cause)})`;
    throw new LabError('not-found', `${path}: ${problem}; check the path`, { cause });
  }
}
