/**
 * Reads members of a ZIP archive that is in memory. The sizes in the archive's directory are checked
 * against a limit before anything is unpacked, and each member must unpack to the size that it
 * declares. Archives are written by fflate.
 *
 * Source: PKWARE, APPNOTE.TXT, sections 4.3.12 to 4.3.16 and 4.5.3.
 */
import { LabError } from '../errors.ts';
import { inflate } from './inflate.ts';
import { tooLarge } from '../files/limits.ts';

const signatures = {
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  entry: 0x02014b50,
  local: 0x04034b50,
};
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
/** A field of 32 bits whose value is in a field of 64 bits elsewhere. */
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA = 1;

/** A member in the directory. */
interface Entry {
  readonly name: string;
  readonly method: number;
  /** In the archive, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header is. */
  readonly at: number;
}

export interface ZipMembers {
  /** The content of the wanted members by name. */
  readonly wanted: ReadonlyMap<string, Uint8Array>;
  /** The names of all members. */
  readonly names: readonly string[];
}

/**
 * Unpacks members of an archive.
 *
 * @param isWanted decides by the name of a member
 * @param file named in errors
 * @param maxBytes the most bytes of all wanted members
 * @throws LabError 'corrupt-file' for a damaged archive, 'data-mismatch' above the limit
 */
export async function unzip(
  bytes: Uint8Array,
  isWanted: (name: string) => boolean,
  file: string,
  maxBytes: number,
): Promise<ZipMembers> {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = inArchive(file, () => entriesOf(archive));
  const chosen = entries.filter(({ name }) => isWanted(name));
  const declared = chosen.reduce((sum, { size }) => sum + size, 0);
  if (declared > maxBytes) throw tooLarge(file, `unpacks to ${declared} bytes`, maxBytes);
  const wanted = new Map<string, Uint8Array>();
  for (const entry of chosen) wanted.set(entry.name, await unpacked(archive, entry, file));
  return { wanted, names: entries.map(({ name }) => name) };
}

async function unpacked(archive: Buffer, entry: Entry, file: string): Promise<Uint8Array> {
  const { name, method, size } = entry;
  const packed = inArchive(file, () => packedBytes(archive, entry));
  if (method !== 0 && method !== 8) {
    throw damaged(
      file,
      `${name} is compressed by method ${method}, only 0 and 8 (deflate) are read`,
    );
  }
  const content = method === 0 ? packed : await inflateMember(packed, entry, file);
  if (content.length === size) return content;
  throw damaged(file, `${name} has ${content.length} bytes where the archive declares ${size}`);
}

async function inflateMember(packed: Uint8Array, { name, size }: Entry, file: string) {
  try {
    return await inflate(packed, 'deflate', `${file}: ${name}`, Math.max(1, size));
  } catch (cause) {
    // The limit is what the member declares, which nobody can raise.
    if (!(cause instanceof LabError) || cause.code !== 'data-mismatch') throw cause;
    throw damaged(file, `${name} has more than the ${size} bytes that the archive declares`, cause);
  }
}

function packedBytes(archive: Buffer, { name, at, packed }: Entry): Uint8Array {
  if (archive.readUInt32LE(at) !== signatures.local) throw new RangeError(`${name} is not there`);
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28);
  if (start + packed > archive.length) throw new RangeError(`${name} is cut short`);
  return archive.subarray(start, start + packed);
}

/** The archive's directory. @throws RangeError when it is not there or damaged */
function entriesOf(archive: Buffer): Entry[] {
  const { count, start } = directory(archive);
  const entries: Entry[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    if (archive.readUInt32LE(at) !== signatures.entry) throw new RangeError('damaged directory');
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      archive.readUInt16LE(at + offset),
    ) as [number, number, number];
    const nameEnd = at + 46 + nameLength;
    const extra = archive.subarray(nameEnd, nameEnd + extraLength);
    const wide = zip64Numbers(extra);
    const number = (offset: number): number => {
      const value = archive.readUInt32LE(at + offset);
      return value === IN_ZIP64 ? (wide.shift() ?? value) : value;
    };
    // The order of the fields of 64 bits: size, packed size, place.
    const [size, packed, place] = [number(24), number(20), number(42)];
    entries.push({
      name: archive.toString('utf8', at + 46, nameEnd),
      method: archive.readUInt16LE(at + 10),
      packed,
      size,
      at: place,
    });
    at = nameEnd + extraLength + commentLength;
  }
  return entries;
}

function directory(archive: Buffer): { count: number; start: number } {
  const first = Math.max(0, archive.length - END_BYTES - LONGEST_COMMENT);
  let end = archive.length - END_BYTES;
  while (end >= first && archive.readUInt32LE(end) !== signatures.end) end--;
  if (end < first) throw new RangeError('no end of an archive');
  const start = archive.readUInt32LE(end + 16);
  if (start !== IN_ZIP64) return { count: archive.readUInt16LE(end + 10), start };
  const locator = end - 20;
  if (archive.readUInt32LE(locator) !== signatures.locator64) throw new RangeError('no directory');
  const end64 = Number(archive.readBigUInt64LE(locator + 8));
  if (archive.readUInt32LE(end64) !== signatures.end64) throw new RangeError('no directory');
  return {
    count: Number(archive.readBigUInt64LE(end64 + 32)),
    start: Number(archive.readBigUInt64LE(end64 + 48)),
  };
}

/** The numbers of the extra field for ZIP64, in its order. */
function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP64_EXTRA) {
      const whole = Math.floor(Math.min(length, extra.length - at - 4) / 8);
      return Array.from({ length: whole }, (_, i) => Number(extra.readBigUInt64LE(at + 4 + 8 * i)));
    }
    at += 4 + length;
  }
  return [];
}

function inArchive<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw damaged(file, cause.message, cause);
  }
}

function damaged(file: string, problem: string, cause?: unknown): LabError {
  const message = `${file}: not a whole ZIP archive (${problem}); save it again`;
  return new LabError('corrupt-file', message, { cause });
}
