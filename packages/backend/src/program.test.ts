/** Which inputs of a program become constants. Sessions are stand-ins that record what is asked of them. */
import { GraphBuilder, type OnnxModel, readModel, type Value } from '@ganport/graph';
import { modelOfRecording, recordingOf } from '@ganport/graph/internal';
import { matMul } from '@ganport/graph/ops';
import type { HostTensor } from '@ganport/runtime';
import { expect, test } from 'vitest';
import { Program } from './program.ts';

const size = 20;

function modelOf(record: (graph: GraphBuilder, inputs: readonly Value[]) => Value): OnnxModel {
  const graph = new GraphBuilder();
  const matrix = { dtype: 'float32', shape: [size, size] } as const;
  const inputs = [graph.input('', matrix), graph.input('', matrix)];
  return modelOfRecording(recordingOf([record(graph, inputs)]));
}

const product = () => modelOf((graph, [x, w]) => matMul(graph, x as Value, w as Value));

/** Sessions by number; their inputs, and which were released. */
function standIns() {
  const inputs: string[][] = [];
  const released: number[] = [];
  return {
    inputs,
    released,
    open: (model: Uint8Array) =>
      inputs.push(readModel(model).graph.inputs.map(({ name }) => name)) - 1,
    release: (session: number) => void released.push(session),
  };
}

const tensor = (): HostTensor => ({
  dtype: 'float32',
  dims: [size, size],
  data: new Float32Array(size * size),
});

test('an input that stays while another changes becomes a constant', () => {
  const sessions = standIns();
  const program = new Program(product(), sessions);
  const w = tensor();
  const runs = Array.from({ length: 7 }, () => program.prepare([tensor(), w]));
  expect(runs.map(({ session }) => session)).toEqual([0, 0, 0, 0, 1, 1, 1]);
  expect(sessions.inputs).toEqual([['x0', 'x1'], ['x0']]);
  expect(runs.map(({ feeds }) => Object.keys(feeds).length)).toEqual([2, 2, 2, 2, 1, 1, 1]);
  program.release();
  expect(sessions.released).toEqual([0, 1]);
});

test('a constant that changes is an input for ever', () => {
  const sessions = standIns();
  const program = new Program(product(), sessions);
  let w = tensor();
  for (let i = 0; i < 6; i++) program.prepare([tensor(), w]);
  w = tensor();
  expect(program.prepare([tensor(), w]).session).toBe(0);
  expect(sessions.released).toEqual([1]);
  for (let i = 0; i < 20; i++) expect(program.prepare([tensor(), w]).session).toBe(0);
});

test('nothing becomes a constant while nothing changes, or everything', () => {
  const same = new Program(product(), standIns());
  const [x, w] = [tensor(), tensor()];
  for (let i = 0; i < 20; i++) expect(same.prepare([x, w]).session).toBe(0);
  const other = new Program(product(), standIns());
  for (let i = 0; i < 20; i++) expect(other.prepare([tensor(), tensor()]).session).toBe(0);
});

test('data of which rows are taken stay an input', () => {
  const rows = modelOf((graph, [data, x]) => {
    const at = graph.constant({ dtype: 'int64', shape: [size], data: new BigInt64Array(size) });
    const taken = graph.op('Gather', [data as Value, at], { axis: 0 }, data as Value);
    return matMul(graph, taken, x as Value);
  });
  const program = new Program(rows, standIns());
  const data = tensor();
  for (let i = 0; i < 20; i++) expect(program.prepare([data, tensor()]).session).toBe(0);
});
