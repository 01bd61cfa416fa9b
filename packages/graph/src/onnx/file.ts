/**
 * ONNX files on disk, with the file of tensors beside them where there is one. node:fs is imported when it
 * is needed, since web pages have none.
 */
import { GraphError } from '../errors.ts';
import type { Constant, Model } from '../graph/graph.ts';
import { checkLocation, type ExternalRegion, planExternalData } from './external-data.ts';
import { readModel } from './read.ts';
import { readRegionSync, readRegularFile } from './regular-file.ts';
import { type StagedFiles, stageWholeFiles, writeProblem } from '../files/whole-file.ts';
import { inlineBytes, maxInlineBytes, writeModelParts } from './write.ts';

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
  await (await stageModelFile(model, path, options)).take();
}

/** As writeModelFile, up to the name: the model's file is the last of the staged ones. */
export async function stageModelFile(
  model: Model,
  path: string,
  options: SaveOptions = {},
): Promise<StagedFiles> {
  const { externalData = inlineBytes(model.graph) > maxInlineBytes } = options;
  const paths = await import('node:path');
  const dataPath = `${path}.data`;
  const regions = externalData
    ? planExternalData(model.graph, paths.basename(dataPath))
    : new Map<Constant, ExternalRegion>();
  const parts = writeModelParts(model, regions);
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const message = `${path} could not be written: ${writeProblem(cause)}`;
      throw new GraphError('file', message, { cause });
    }
  };
  // The data takes its name first, so that the model never exists without it.
  const data = Array.from(regions, ([constant, { offset }]) => ({ data: constant.data, offset }));
  const staged = await named(() =>
    stageWholeFiles([
      ...(regions.size > 0 ? [{ path: dataPath, parts: data }] : []),
      { path, parts: parts.map((part) => ({ data: part })) },
    ]),
  );
  return { ...staged, take: () => named(() => staged.take()) };
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
  const located = await besideFolder(folder);
  const readRegion = (region: ExternalRegion, tensor: string): Uint8Array => {
    const { location, offset, length } = region;
    const real = located(location, tensor);
    const there = reading(real, () => Math.max(0, fs.statSync(real).size - offset));
    if (there < length) {
      throw new GraphError(
        'bad-model',
        `${tensor} needs ${length} bytes at ${offset} of ${location}, which has only ${there} there`,
      );
    }
    return reading(paths.join(folder, location), () => readRegionSync(fs, real, region));
  };
  const bytes = await readRegularFile(path).catch((cause: unknown) => {
    throw notRead(path, cause);
  });
  try {
    return readModel(bytes, readRegion);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new GraphError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}

/**
 * Finds the files that a model names beside it. Only files in the model's folder are found: neither
 * a location nor a link may lead out of it.
 *
 * @returns the real path of a location; `where` names what refers to it. It throws GraphError
 * 'bad-model' for a location outside, 'file' for one without a file
 */
export async function besideFolder(
  folder: string,
): Promise<(location: string, where: string) => string> {
  const fs = await import('node:fs');
  const paths = await import('node:path');
  return (location, where) => {
    checkLocation(location, where);
    const path = paths.join(folder, location);
    const real = reading(path, () => fs.realpathSync(path));
    const fromFolder = paths.relative(fs.realpathSync(folder), real);
    if (
      fromFolder === '..' ||
      fromFolder.startsWith(`..${paths.sep}`) ||
      paths.isAbsolute(fromFolder)
    ) {
      throw new GraphError('bad-model', `${where}: ${location} links to ${real}, another folder`);
    }
    return real;
  };
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw notRead(path, cause);
  }
}

function notRead(path: string, cause: unknown): GraphError {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
  const system = cause instanceof Error ? cause.message : String(cause);
  const reason = isMissing ? 'there is no such file; check the path' : system;
  return new GraphError('file', `${path} could not be read: ${reason}`, { cause });
}
