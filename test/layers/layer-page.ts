/** The text of docs/reference/layers.md. */
import type { LayerCase, LayerCases } from './layer-case.ts';

/** What a row of the table adds to its cases. */
const notes: Readonly<Record<string, string>> = {
  CategoryEncoding: 'tokens outside 0 … numTokens - 1, an error in tfjs, are not counted',
  ConvLSTM2D: 'a Scan',
  GRU: 'a Scan for activations that ONNX lacks',
  LSTM: 'as GRU; states of a stateful layer are inputs and outputs',
  BatchNormalization:
    "another axis than the last agrees with the formula and not with tfjs's cpu backend",
  RandomWidth: 'refused: the width of its result is random',
  Resizing: 'refused: tfjs itself fails, in every model',
  SimpleRNN: 'as GRU',
  TimeDistributed: 'all steps are one batch of the inner layer',
};

/** Operators that carry a model's output, and no layer. */
const carriers = new Set(['Identity']);

/**
 * @param operators the ONNX operators of a class's files
 */
export function layerPage(
  cases: LayerCases,
  operators: ReadonlyMap<string, ReadonlySet<string>>,
): string {
  const rows = Object.keys(cases)
    .toSorted()
    .map((name) => {
      const ops = [...(operators.get(name) ?? [])].filter((op) => !carriers.has(op)).toSorted();
      return `| ${name} | ${ops.join(', ')} | ${optionsOf(cases[name] ?? {})} | ${notes[name] ?? ''} |`;
    });
  return `# Layers

This table shows all layers of TensorFlow.js, what each becomes in ONNX at opset 18, and which of its options are compared with tfjs's cpu backend, at two sizes of the batch and of other open sizes. Cells are tried inside their layers. \`--custom-layers\` adds layers of your own.

A test makes this page, \`test/layers/conformance.test.ts\`. It fails when tfjs has a layer that the page lacks.

| layer | ONNX operators | compared | notes |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function optionsOf(cases: Readonly<Record<string, LayerCase>>): string {
  return Object.entries(cases)
    .map(([name, { refused }]) => (refused ? `${name} (refused)` : name))
    .join('; ');
}
