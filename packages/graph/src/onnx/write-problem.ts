/** Why the system refused to write a file, and what to do about it. */

const problems: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space',
  EDQUOT: 'the disk quota is used up; free some space',
  EACCES: 'permission denied; choose a folder you may write to',
  EPERM: 'permission denied; choose a folder you may write to',
  EROFS: 'the file system is read-only; choose another folder',
  EEXIST: 'a file is in the way; remove it or choose another name',
  EISDIR: 'a folder is in the way; remove it or choose another name',
  ENOTDIR: 'a part of the path is a file, not a folder; choose another name',
  ENOENT: 'its folder does not exist; create it first',
};

/** The reason of a failed write in words for a user; the error's own message for unknown system codes. */
export function writeProblem(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return problems[code] ?? (cause instanceof Error ? cause.message : String(cause));
}
