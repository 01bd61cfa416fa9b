/**
 * What the generator minimizes, and how strongly it is pulled, as functions of the discriminator's
 * logit on a generated sample; computed by ganport's own losses and tfjs's gradients.
 *
 *   node docs/plots/make-losses.mjs      (2 seconds)
 */
import * as tf from '@tensorflow/tfjs';
import { lossPresets } from '@ganport/core';
import { write } from './runs.mjs';
import { svg } from './svg.mjs';

const logits = Array.from({ length: 121 }, (_, i) => -6 + i / 10);
const shown = /** @type {const} */ ([
  ['minimax', 'minimax'],
  ['non-saturating', 'non-saturating'],
  ['lsgan', 'LSGAN'],
  ['wgan', 'WGAN, hinge'],
]);

/** @param {keyof typeof lossPresets} name */
function course(name) {
  const { generator } = lossPresets[name].loss;
  const slope = tf.grad((x) => generator(x));
  return logits.map((logit) => {
    const x = tf.tensor2d([[logit]]);
    return {
      logit,
      loss: generator(x).dataSync()[0] ?? 0,
      pull: Math.abs(slope(x).dataSync()[0] ?? 0),
    };
  });
}

await tf.setBackend('cpu');
const courses = shown.map(([name, title]) => ({ title, values: course(name) }));
const domain = /** @type {const} */ ([-6, 6]);
const lines = /** @param {'loss' | 'pull'} key */ (key) =>
  courses.map(({ title, values }) => ({
    name: key === 'loss' ? title : '',
    points: values.map((value) => /** @type {const} */ ([value.logit, value[key]])),
  }));
const x = "D's logit on a generated sample";
write(
  'losses.svg',
  svg(
    [
      [{ title: 'Loss of the generator', x, domain, range: [-7, 8], lines: lines('loss') }],
      [{ title: 'Size of its gradient', x, domain, range: [0, 2], lines: lines('pull') }],
    ],
    { title: 'Losses of the generator and their gradients', heights: [270, 230] },
  ),
);
