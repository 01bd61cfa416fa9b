/** Small ONNX files that serve as extractors, and folders to keep them in. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { OnnxModel, parseGraph } from '@ganport/graph';

/** A folder for one test file, gone at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganport-evaluation-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a graph in ONNX's textual syntax as a file. @returns its path */
export function writeGraph(
  folder: string,
  name: string,
  text: string,
  metadata: Readonly<Record<string, string>> = {},
): string {
  const path = join(folder, name);
  const model = new OnnxModel({
    graph: parseGraph(text),
    irVersion: 8,
    opsets: { '': 18 },
    producerName: 'test',
    producerVersion: '1',
    metadata,
  });
  writeFileSync(path, model.bytes());
  return path;
}

/** 2 × 2 gray images; the features are the pixels, the logits of four classes ten times these. */
export const pixelClassifier = `
  pixels (float[batch,2,2,1] image) => (float[batch,4] features, float[batch,4] logits)
    <int64[2] flat = {-1, 4}, float ten = {10}> {
    features = Reshape(image, flat)
    logits = Mul(features, ten)
  }`;
