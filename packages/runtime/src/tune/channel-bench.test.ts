/** What a bench takes for the same model. */
import { expect, test } from 'vitest';
import * as graph from '@ganport/graph';
import * as search from '@ganport/graph/optimize';
import { inThread } from '../node/tune-place.ts';
import { channelBench } from './channel-bench.ts';

const modelOf = (dtype: string, y: string) =>
  graph.OnnxModel.fromGraph(
    graph.parseGraph(`(${dtype}[N,8] x) => (float[N,8] y) { a = Cast<to = 1>(x) y = ${y} }`),
  ).model;

test.each(['float', 'float16'])('%s inputs tell models apart', async (dtype) => {
  const place = { channel: inThread(), provider: 'cpu', threads: 1 } as const;
  const bench = channelBench(modelOf(dtype, 'Sin(a)'), { graph, search }, place);
  expect(await bench.runs()).toBe(true);
  expect(await bench.agrees(modelOf(dtype, 'Sin(a)'))).toBe(true);
  expect(await bench.agrees(modelOf(dtype, 'Tanh(a)'))).toBe(false);
});
