/**
 * ONNX files on disk, with the file of tensors beside them where there is one. node:fs is imported when it
 * is needed, since web pages have none.
 */
import { GraphError } from '../errors.ts';
import type { Constant, Model } from '../graph/graph.ts';
import { type ExternalRegion, planExternalData } from './external-data.ts';
import { readModel } from './read.ts';
import { chunkBytes, writeProblem, writeWholeFile } from './whole-file.ts';
import { inlineBytes, maxInlineBytes, writeModel } from './write.ts';

export interface SaveOptions {
  /**
   * Whether tensors of 1 KiB and more go to a second file, `path` with `.data` appended. By default
   * only those of a model above 2 GiB do, which is the most that one ONNX file holds.
   */
  readonly externalData?: boolean;
}

/** @throws GraphError 'file' when the path cannot be written; no part of a file is left then */
export async function writeModelFile(
  model: Model,
  path: string,
  options: SaveOptions = {},
): Promise<void> {
  const { externalData = inlineBytes(model.graph) > maxInlineBytes } = options;
  const paths = await import('node:path');
  const dataPath = `${path}.data`;
  const regions = externalData
    ? planExternalData(model.graph, paths.basename(dataPath))
    : new Map<Constant, ExternalRegion>();
  const bytes = writeModel(model, regions);
  try {
    // The data is written first, so that the model never exists without it.
    if (regions.size > 0) {
      await writeWholeFile(
        dataPath,
        Array.from(regions, ([{ data }, { offset }]) => ({ data, offset })),
      );
    }
    await writeWholeFile(path, [{ data: bytes }]);
  } catch (cause) {
    throw new GraphError('file', `${path} could not be written: ${writeProblem(cause)}`, {
      cause,
    });
  }
}

/**
 * Reads an ONNX file and the tensors in files beside it. Node only.
 *
 * @example
 * const model = await readModelFile('generator.onnx');
 * console.log(model.graph.inputs, model.metadata);
 * @throws GraphError 'file' when the file cannot be read, 'bad-model' as readModel does, with the
 * path in front
 */
export async function readModelFile(path: string): Promise<Model> {
  const fs = await import('node:fs');
  const paths = await import('node:path');
  const folder = paths.dirname(path);
  const readRegion = ({ location, offset, length }: ExternalRegion, tensor: string): Uint8Array => {
    const dataPath = paths.join(folder, location);
    const real = reading(dataPath, () => fs.realpathSync(dataPath));
    const fromFolder = paths.relative(fs.realpathSync(folder), real);
    if (fromFolder.startsWith('..') || paths.isAbsolute(fromFolder)) {
      throw new GraphError('bad-model', `${tensor}: ${location} links to ${real}, another folder`);
    }
    const there = Math.max(0, fs.statSync(real).size - offset);
    if (there < length) {
      throw new GraphError(
        'bad-model',
        `${tensor} needs ${length} bytes at ${offset} of ${location}, which has only ${there} there`,
      );
    }
    const bytes = new Uint8Array(length);
    reading(dataPath, () => {
      const file = fs.openSync(real, 'r');
      try {
        for (let done = 0; done < length;) {
          const chunk = Math.min(chunkBytes, length - done);
          const read = fs.readSync(file, bytes, done, chunk, offset + done);
          if (read === 0) throw new Error('it became shorter while it was read');
          done += read;
        }
      } finally {
        fs.closeSync(file);
      }
    });
    return bytes;
  };
  const bytes = reading(path, () => fs.readFileSync(path));
  try {
    return readModel(bytes, readRegion);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GraphError('file', `${path} could not be read: ${reason}`, { cause });
  }
}
