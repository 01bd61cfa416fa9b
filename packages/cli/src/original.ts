/** The tfjs model that a user names: a run's generator, or a model.json. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exportNetwork } from '@ganport/core';
import { loadNetwork } from '@ganport/lab';
import { exportModel, type ExportOptions } from '@ganport/export';
import type { OnnxModel } from '@ganport/graph';
import { tf } from './tfjs.ts';
import { readLayersModel } from './layers-model-file.ts';

export interface Original {
  readonly model: tf.LayersModel;
  /** @throws ExportError as exportModel */
  toOnnx(options?: ExportOptions): Promise<OnnxModel>;
}

/**
 * Opens a run folder, a model.json, or a folder that holds one.
 *
 * @param network of a run; its first generator unless given
 * @throws CliError as readLayersModel, CoreError as loadNetwork
 */
export async function openOriginal(path: string, network?: string): Promise<Original> {
  await tf.setBackend('cpu');
  const inside = join(path, 'model.json');
  if ((await kindOf(path)) !== 'folder') return layersModel(path);
  if ((await kindOf(inside)) === 'file') return layersModel(inside);
  const loaded = await loadNetwork(path, network);
  return { model: loaded.model, toOnnx: (options) => exportNetwork(loaded, options) };
}

async function layersModel(path: string): Promise<Original> {
  const model = await readLayersModel(path);
  return { model, toOnnx: (options) => exportModel(model, options) };
}

export async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
