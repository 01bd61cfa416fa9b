/** The generator that a user names, opened: the ONNX file of one, or the one of a run. */
import { type NoiseGenerator, openNoiseGenerator } from '@ganport/lab';
import { type GeneratorFile } from '@ganport/lab/internal';
import { readModelFile } from '@ganport/graph';
import type { Provider } from '@ganport/runtime';
import { kindOf, openOriginal } from './original.ts';

/**
 * @param path a run folder or an ONNX file
 * @throws CliError, CoreError, GraphError, RuntimeError; CoreError 'data-mismatch' for a model that
 * draws no images of noise
 */
export async function openImageGenerator(
  path: string,
  options: { readonly providers?: readonly Provider[] },
): Promise<NoiseGenerator> {
  return openNoiseGenerator(await fileOf(path), options);
}

/** A run's generator is that of its last checkpoint, whether training has ended or not. */
async function fileOf(path: string): Promise<GeneratorFile> {
  if ((await kindOf(path)) !== 'folder') {
    return { path, model: await readModelFile(path), source: path };
  }
  const onnx = await (await openOriginal(path)).toOnnx();
  return { path, model: onnx.model, source: onnx.bytes() };
}
