/**
 * Every operator of tfjs-converter in a small model: those that are exported are compared with tfjs's cpu
 * backend, others are refused. docs/reference/graph-operators.md is made of both; `npx vitest -u` rewrites
 * the file.
 */
import * as tf from '@tensorflow/tfjs';
import { ExportError, exportModel } from '@ganport/export';
import { refusals } from '@ganport/export/internal';
import { beforeAll, describe, expect, test } from 'vitest';
import { floats } from '../../lowering/support/numbers.ts';
import { agrees } from '../support/agrees.ts';
import { graphModel } from '../support/graph-def.ts';
import { families } from './cases/index.ts';
import { random } from './cases/random.ts';
import { listedOperators } from './op-list.ts';
import { one, type OperatorCase, operatorsOf, tensorOf } from './operator-case.ts';
import { operatorPage } from './operator-page.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const titled = (cases: readonly OperatorCase[]) =>
  cases.map((given) => [operatorsOf(given).join(', '), given.name, given] as const);

describe.each(Object.entries(families))('%s', (_family, cases) => {
  test.each(titled(cases))('%s %s', async (_operators, _name, { spec, inputs }) => {
    const tensors = Object.entries(inputs).map(([name, x]) => [name, tensorOf(x)] as const);
    const { graph } = await agrees(spec, [Object.fromEntries(tensors)]);
    expect(graph.outputs.map(({ name }) => name)).toEqual(Object.keys(spec.outputs));
  });
});

test.each(titled(random))('%s draws from an input', async (_operators, _name, { spec }) => {
  const { graph, metadata } = await exportModel(await graphModel(spec));
  expect(graph.inputs).toEqual([{ name: 'random.0', dtype: 'float32', shape: [2, 3] }]);
  expect(graph.nodes.map(({ op, inputs }) => [op, ...inputs])).toEqual([['Identity', 'random.0']]);
  expect(metadata['ganport.random']).toContain('distribution');
});

test.each([...refusals])('%s is refused', async (op, why) => {
  const refused = exportModel(await graphModel(one(op, [floats([2])]).spec));
  await expect(refused).rejects.toThrow(ExportError);
  await expect(refused).rejects.toThrow(`${op} (node): ${why}`);
});

test('the page has every operator of tfjs-converter, exported or refused', async () => {
  const cases = [...Object.values(families).flat(), ...random];
  const page = await operatorPage(await listedOperators(), cases);
  await expect(page).toMatchFileSnapshot('../../../docs/reference/graph-operators.md');
});
