/** What ONNX metadata and shapes declare of a model, as the commands and the generator page read it. */
import { classNamesOf, multipleOf, valueRangeOf } from '@ganport/lab/internal';
import { drawInputs } from '@ganport/parity';
import { modelSpec } from '@ganport/web';
import { imageInputOf } from '../../../packages/lab/dist/kinds/image-input.js';
import { mutatedJson } from '../mutate.mjs';

const seed = {
  metadata: {
    'ganport.range.x': '-1 1',
    'ganport.multiple.height': '4',
    'ganport.classes': '["a","b"]',
    'ganport.layout.x': 'NHWC',
    'ganport.distribution.x': 'normal 0 1',
  },
  inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 'height', 8, 3] }],
};
const noise = { ...seed, inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 100] }] };

/** @type {import('../target.mjs').Target} */
export default {
  share: 2,
  about: 'metadata, generator page',
  open: async () => {
    return {
      cases: mutatedJson([seed, noise]),
      async run(bytes) {
        let given;
        try {
          given = JSON.parse(Buffer.from(bytes).toString());
        } catch {
          return;
        }
        const { metadata, inputs } = typedModel(given);
        /** @type {any} */
        const model = {
          metadata,
          graph: { inputs, outputs: inputs, nodes: [], initializers: new Map(), values: new Map() },
        };
        const infos = inputs.map(({ name, dtype, shape }) => ({ name, dtype, dims: shape }));
        const readers = [
          () => valueRangeOf(model, 'x'),
          () => classNamesOf(model),
          () => multipleOf(model, 'height'),
          () => drawInputs(model),
          () => imageInputOf(model, 'x'),
          () => modelSpec({ inputs: infos, outputs: infos }, metadata),
        ];
        const results = await Promise.allSettled(readers.map(async (read) => read()));
        for (const result of results) if (result.status === 'rejected') throw result.reason;
      },
    };
  },
};

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** @typedef {{ name: string, dtype: string, shape: (number | string)[] }} Input */

/** Only what a reader of ONNX files lets through: texts as metadata, sizes as shapes. @param {any} given */
function typedModel(given) {
  const entries = Object.entries(given?.metadata ?? {}).map(
    ([key, value]) => /** @type {const} */ ([key, textOf(value)]),
  );
  const list = Array.isArray(given?.inputs) ? given.inputs : [];
  /** @type {Input[]} */
  const inputs = list.slice(0, 3).map((/** @type {any} */ input) => ({
    name: textOf(input?.name),
    dtype: input?.dtype === 'int32' ? 'int32' : 'float32',
    shape: (Array.isArray(input?.shape) ? input.shape : []).map((/** @type {unknown} */ size) =>
      Number.isSafeInteger(size) && Number(size) >= 0 ? size : textOf(size),
    ),
  }));
  return { metadata: Object.fromEntries(entries), inputs };
}
