/** `--report`: everything about an export and its verification, for programs. */
import { createHash } from 'node:crypto';
import type { OnnxModel } from '@ganport/graph';
import { version, writeModelParts } from '@ganport/graph/internal';
import { writeFileAtomic } from '@ganport/lab/internal';
import { bindingLocation } from '@ganport/runtime/internal/node';
import { tf } from '../tfjs.ts';
import type { SourceFile } from '../source-files.ts';
import type { ExportVerification } from './reference.ts';

interface Exported {
  readonly out: string;
  readonly onnx: OnnxModel;
  readonly sources: readonly SourceFile[];
  readonly verification: ExportVerification | undefined;
}

/**
 * Writes the report, whole or not at all: versions, the hashes of the source's files and of the
 * result, what the file is, and the verification with its layers where it failed. Infinities and NaN
 * are `null`.
 *
 * @throws LabError 'cannot-write'
 */
export async function writeReport(path: string, exported: Exported): Promise<void> {
  const { out, onnx, sources, verification } = exported;
  const hash = createHash('sha256');
  let bytes = 0;
  // In parts, since a model may be large.
  for (const part of writeModelParts(onnx.model)) {
    hash.update(part);
    bytes += part.byteLength;
  }
  const report = {
    versions: {
      ganport: version,
      tfjs: tf.version_core,
      onnxruntime: bindingLocation().version,
      node: process.versions.node,
    },
    sources,
    result: {
      file: out,
      written: verification?.pass !== false,
      bytes,
      sha256: hash.digest('hex'),
    },
    model: onnx.describe(),
    verification: verification ?? null,
  };
  await writeFileAtomic(path, `${JSON.stringify(report, undefined, 2)}\n`);
}
