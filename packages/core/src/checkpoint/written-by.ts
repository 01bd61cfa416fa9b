/**
 * Which ganport wrote a checkpoint, compared with this one. Versions follow semver: a file of a
 * later generation (a later major version, before 1.0 a later minor version) may mean something
 * that this version does not know, and is refused. Files of earlier generations are read as long as
 * their format is known.
 */
import { CoreError } from '../errors.ts';
import { versions } from '../versions.ts';

/** The part of a checkpoint's header that is compared. */
interface Written {
  readonly versions: Readonly<Record<string, string>>;
}

/** @throws CoreError 'bad-config' for a checkpoint of a later generation */
export function checkWriter({ versions: writer }: Written, file: string): void {
  const [theirs, ours] = [writer['ganport'], versions['ganport']];
  if (theirs === undefined || ours === undefined) return;
  const [theirMajor, theirMinor] = generationOf(theirs);
  const [major, minor] = generationOf(ours);
  if (theirMajor < major || (theirMajor === major && theirMinor <= minor)) return;
  const message = `${file}: written by ganport ${theirs}, and this is ganport ${ours}; use ganport ${theirs} or later`;
  throw new CoreError('bad-config', message);
}

/** A warning for a run that goes on with other software than it began with, else undefined. */
export function versionChange({ versions: writer }: Written): string | undefined {
  const changes = ['ganport', 'tfjs'].flatMap((name) => {
    const [then, now] = [writer[name], versions[name]];
    return then === undefined || then === now ? [] : [`${name} was ${then} and is now ${now}`];
  });
  if (changes.length === 0) return undefined;
  return `${changes.join(', ')}: the run goes on, but may end with other bits than without the change`;
}

/** What must agree for files to be understood; unknown versions are of the first generation. */
function generationOf(version: string): readonly [major: number, minor: number] {
  const [, major = '0', minor = '0'] = /^(\d+)\.(\d+)\./.exec(version) ?? [];
  return [Number(major), major === '0' ? Number(minor) : 0];
}
