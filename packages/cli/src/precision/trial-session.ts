/** Models that are computed for a moment, on the CPU: written to a temporary folder, run in a guarded process. */
import { mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxModel, type Model } from '@ganport/graph';
import { openTemporary } from '@ganport/graph/internal';
import type { HostTensor, TensorMap } from '@ganport/runtime';
import { createSession, type NodeSessionOptions } from '@ganport/runtime/node';

export interface TrialRun {
  /** The outputs of each run, by name. */
  readonly outputs: readonly Record<string, HostTensor>[];
  /** Of the model's files. */
  readonly bytes: number;
}

/**
 * Runs a model on each of the inputs.
 *
 * @throws RuntimeError when it cannot be opened, or needs more time or memory than it may
 */
export async function runOnTrial(
  model: Model,
  inputs: readonly TensorMap[],
  options: NodeSessionOptions,
): Promise<TrialRun> {
  const folder = await openTemporary(tmpdir());
  try {
    await mkdir(folder.path);
    const path = join(folder.path, 'model.onnx');
    await new OnnxModel(model).save(path);
    const session = await createSession(path, { ...options, providers: ['cpu'] });
    try {
      const outputs: Record<string, HostTensor>[] = [];
      for (const feeds of inputs) outputs.push(await session.run(feeds));
      return { outputs, bytes: await fileBytes(path) };
    } finally {
      await session.dispose();
    }
  } finally {
    await folder.remove();
  }
}

/** The bytes of an ONNX file, with the file of tensors beside it where there is one. */
export async function fileBytes(path: string): Promise<number> {
  const { size } = await stat(path);
  const data = await stat(`${path}.data`).catch(() => undefined);
  return size + (data?.size ?? 0);
}
