/** Names that users give: data, models, variants, networks, losses; and feeds of sessions. */
import { createPlan, variantOf } from '@ganport/core';
import fc from 'fast-check';
import { openDataset, openModel } from '@ganport/lab';
import { createSession } from '@ganport/runtime/node';
import { mutatedJson, oddWord } from '../mutate.mjs';
import { onnxOf } from '../seeds.mjs';

const tensor = { dtype: 'float32', dims: [1, 2], data: [1, 2] };

/** @type {import('../target.mjs').Target} */
export default {
  share: 3,
  about: 'openDataset, openModel, variantOf, feeds of a session',
  open: async (folder) => {
    process.chdir(folder);
    const session = await createSession(onnxOf('(float[N,2] x) => (float[N,2] y) { y = Exp(x) }'));
    const names = oddWord.map((word) => Buffer.from(JSON.stringify({ word })));
    return {
      cases: fc.oneof(names, mutatedJson([{ feeds: { x: tensor }, fetches: ['y'] }])),
      async run(bytes) {
        let given;
        try {
          given = JSON.parse(Buffer.from(bytes).toString());
        } catch {
          return;
        }
        if (typeof given?.word === 'string') await openAll(given.word);
        else await session.run(withArrays(given?.feeds), given?.fetches);
      },
    };
  },
};

/** @param {string} word */
async function openAll(word) {
  const results = await Promise.allSettled([
    (async () => variantOf(word))(),
    (async () => createPlan({ variant: 'dcgan', loss: /** @type {any} */ (word) }))(),
    openDataset(word),
    openModel(word, word),
  ]);
  const rejected = results.filter((result) => result.status === 'rejected');
  for (const { reason } of rejected)
    if (!('code' in reason) || reason.name === 'Error') throw reason;
}

/** Lists of numbers become typed arrays, as JSON has none. @param {any} feeds @returns {any} */
function withArrays(feeds) {
  if (typeof feeds !== 'object' || feeds === null || Array.isArray(feeds)) return feeds;
  return Object.fromEntries(
    Object.entries(feeds).map(([name, value]) => {
      /** @type {any} */
      const item = value;
      const isTensor = typeof item === 'object' && item !== null && Array.isArray(item.data);
      return [
        name,
        isTensor
          ? {
              ...item,
              data: Float32Array.from(item.data, (element) =>
                typeof element === 'number' ? element : NaN,
              ),
            }
          : item,
      ];
    }),
  );
}
