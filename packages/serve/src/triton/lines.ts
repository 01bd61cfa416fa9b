/**
 * A model that turns the numbers of a generator of text into lines, string [batch], as `ganport generate` does:
 * the most likely character of each place, up to the first padding. A client of the ensemble needs no vocabulary.
 */
import { collectGraph, GraphBuilder, type Model, OnnxModel, type ValueInfo } from '@ganport/graph';
import { binary, gather, where } from '@ganport/graph/ops';
import { kindOfModel, vocabularyOfModel } from '@ganport/lab/internal';
import { ServeError } from '../errors.ts';

/** The name of the output of the lines. */
const LINES = 'lines';
/** The first operator set with StringConcat. */
const OPSET = 20;

/** The output that has text, or undefined for a model without one. */
export function textOutput(model: Model): ValueInfo | undefined {
  if (kindOfModel(model) !== 'text') return undefined;
  return model.graph.outputs.find(({ dtype, shape }) => dtype === 'float32' && shape.length === 3);
}

/** @throws ServeError 'unsuitable-model' for a text whose length or characters are not known */
export function linesModel(model: Model, text: ValueInfo): OnnxModel {
  const [rows = 'batch', length, width] = text.shape;
  const vocabulary = vocabularyOfModel(model);
  if (typeof length !== 'number' || !vocabulary || vocabulary.length !== width) {
    const message = `output ${text.name} is [${text.shape.join(', ')}], with ${vocabulary?.length ?? 'no'} characters in the file's metadata; give --no-lines`;
    throw new ServeError('unsuitable-model', message);
  }
  const builder = new GraphBuilder({ opset: OPSET });
  // Nothing below depends on the number of rows, which becomes open again.
  const x = builder.input(text.name, { dtype: 'float32', shape: [1, length, vocabulary.length] });
  const places = { dtype: 'int64', shape: [1, length] } as const;
  const likely = builder.op('ArgMax', [x], { axis: 2, keepdims: 0 }, places);
  const zero = builder.scalar(0, 'int64');
  const isPadding = builder.op('Equal', [likely, zero], {}, { ...places, dtype: 'bool' });
  const paddings = builder.op('Cast', [isPadding], { to: 7 }, places);
  const before = builder.op('CumSum', [paddings, builder.scalar(1, 'int64')], {}, places);
  const isOver = builder.op('Greater', [before, zero], {}, { ...places, dtype: 'bool' });
  const table = builder.op(
    'Constant',
    [],
    { value_strings: { type: 'strings', value: [...vocabulary] } },
    { dtype: 'string', shape: [vocabulary.length] },
  );
  const characters = gather(builder, table, where(builder, isOver, zero, likely), 0);
  const columns = Array.from({ length }, (_, place) =>
    builder.op(
      'Gather',
      [characters, builder.scalar(place, 'int64')],
      { axis: 1 },
      {
        dtype: 'string',
        shape: [1],
      },
    ),
  );
  const lines = columns.reduce((a, b) => binary(builder, 'StringConcat', a, b));
  const graph = collectGraph(
    LINES,
    [{ name: text.name, value: x }],
    [{ name: LINES, value: lines }],
  );
  return OnnxModel.fromGraph(
    {
      ...graph,
      inputs: graph.inputs.map((value) => ({ ...value, shape: text.shape })),
      outputs: graph.outputs.map((value) => ({ ...value, shape: [rows] })),
      values: new Map(),
    },
    { opset: OPSET },
  );
}
