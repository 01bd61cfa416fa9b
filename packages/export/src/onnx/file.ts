/**
 * ONNX files on disk, with the file of tensors beside them where there is one. A file appears whole
 * under its name or not at all. node:fs is imported when it is needed: web pages have none.
 */
import { ExportError } from '../errors.ts';
import type { Model } from '../graph/graph.ts';
import { planExternalData, type ExternalRegion } from './external-data.ts';
import { inlineBytes, maxInlineBytes, writeModel } from './write.ts';

export interface SaveOptions {
  /**
   * Put tensors of 1 KiB and more into a second file, `path` with `.data` appended. Unless said,
   * only a model above 2 GiB is saved so, which is the most that one ONNX file holds.
   */
  readonly externalData?: boolean;
}

/** @throws ExportError 'file' when the path cannot be written; nothing is left there then. */
export async function writeModelFile(
  model: Model,
  path: string,
  options: SaveOptions = {},
): Promise<void> {
  const { externalData = inlineBytes(model.graph) > maxInlineBytes } = options;
  const { basename } = await import('node:path');
  const dataPath = `${path}.data`;
  const regions = externalData
    ? planExternalData(model.graph, basename(dataPath))
    : new Map<never, ExternalRegion>();
  const bytes = writeModel(model, regions);
  try {
    // The data comes first: a model is never there without it.
    if (regions.size > 0) {
      await writeWhole(
        dataPath,
        Array.from(regions, ([{ data }, { offset }]) => ({ data, offset })),
      );
    }
    await writeWhole(path, [{ data: bytes, offset: 0 }]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExportError('file', `${path} could not be written: ${reason}`, { cause });
  }
}

interface Part {
  readonly data: ArrayBufferView;
  /** In bytes from the start of the file. */
  readonly offset: number;
}

/** More in one call is an error on some systems. */
const chunkBytes = 2 ** 30;

/** Writes under a temporary name in the same folder, then renames. */
async function writeWhole(path: string, parts: readonly Part[]): Promise<void> {
  const { open, rename, rm } = await import('node:fs/promises');
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      for (const { data, offset } of parts) {
        for (let done = 0; done < data.byteLength;) {
          const length = Math.min(chunkBytes, data.byteLength - done);
          const chunk = new Uint8Array(data.buffer, data.byteOffset + done, length);
          done += (await file.write(chunk, 0, length, offset + done)).bytesWritten;
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
