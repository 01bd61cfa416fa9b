/**
 * Every layer of tfjs-layers with its options: the exported file is valid and computes what tfjs's cpu
 * backend does, at two batch sizes. docs/reference/layers.md is made of the cases; `npx vitest -u` rewrites
 * it. A class that tfjs registers and that has no case fails.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  drawInputs,
  drawWeights,
  exported,
  largestDifference,
} from '../export/support/exported.ts';
import { layerCases } from './cases/index.ts';
import { classesOf, registeredLayers } from './classes.ts';
import type { LayerCase } from './layer-case.ts';
import { layerPage } from './layer-page.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

function modelOf({ inputs: shapes, build }: LayerCase): tf.LayersModel {
  const inputs = shapes.map((shape) => tf.input({ shape: [...shape] }));
  const model = tf.model({ inputs, outputs: build(...inputs) });
  drawWeights(model);
  return model;
}

/** Inputs at two batch sizes, each with another size where it is open. */
const drawn = ({ inputs, tokens }: LayerCase) =>
  [
    [1, 5],
    [3, 8],
  ].map(([batch = 1, open = 1]) =>
    drawInputs(
      inputs.map((shape) => [batch, ...shape.map((size) => size ?? open)]),
      tokens,
    ),
  );

/** The operators of a class's files. */
const operators = new Map<string, Set<string>>();

describe.each(Object.entries(layerCases))('%s', (className, cases) => {
  const entries = Object.entries(cases);
  const isRefused = ([, { refused }]: (typeof entries)[number]) => refused !== undefined;

  test.each(entries.filter(isRefused))('%s', async (_, layerCase) => {
    const model = modelOf(layerCase);
    expect(classesOf(model)).toContain(className);
    const message = expect.stringMatching(layerCase.refused ?? '');
    const refusal = expect.objectContaining({ name: 'ExportError', message });
    await expect(exported(model)).rejects.toThrow(refusal);
  });

  test.each(entries.filter((entry) => !isRefused(entry)))('%s', async (_, layerCase) => {
    const model = modelOf(layerCase);
    expect(classesOf(model)).toContain(className);
    const onnx = await exported(model);
    expect(onnx.graph.inputs.every(({ shape }) => shape[0] === 'batch')).toBe(true);
    expect(await largestDifference(model, onnx, drawn(layerCase))).toBeLessThan(1e-5);
    const known = operators.get(className) ?? new Set();
    for (const { op } of onnx.graph.nodes) known.add(op);
    operators.set(className, known);
  });
});

test('every class that tfjs registers has a case', () => {
  expect(Object.keys(layerCases).toSorted()).toEqual(registeredLayers());
});

test('the page of layers has all cases', async () => {
  await expect(layerPage(layerCases, operators)).toMatchFileSnapshot(
    '../../docs/reference/layers.md',
  );
});
