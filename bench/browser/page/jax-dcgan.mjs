/**
 * DCGAN's training step in jax-js as its users write it: pure functions of weights, `valueAndGrad`, Adam, and
 * one `jit` around the whole step. Images are NCHW, jax-js's layout. Left out, in its favor: the moving
 * statistics of batch normalization, the norms of gradients and the accuracies.
 *
 * jax-js counts references: a function takes each array that it is given, and `.ref` keeps one more.
 */
import { jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';

/** @typedef {import('@jax-js/jax').Array} Tensor */
/** @typedef {Record<string, Tensor>} Weights by the names that ganport has for them */
/** @typedef {{ weights: Weights, moment1: Weights, moment2: Weights }} Player */

const slope = 0.2;
const [beta1, beta2] = [0.5, 0.999];

/** @param {Tensor} x @param {Tensor | undefined} gamma @param {Tensor | undefined} beta @param {number[]} axes */
function normalized(x, gamma, beta, axes) {
  if (!gamma || !beta) throw new Error('a normalization has no weights');
  const over = (/** @type {Tensor} */ scale) =>
    x.ndim === 4 ? scale.reshape([1, x.shape[1] ?? 0, 1, 1]) : scale;
  const [wide, offset] = [over(gamma), over(beta)];
  const mean = np.mean(x.ref, axes, { keepdims: true });
  const centered = x.sub(mean);
  const variance = np.mean(np.square(centered.ref), axes, { keepdims: true });
  const inverse = np.reciprocal(np.sqrt(variance.add(1e-5)));
  return centered.mul(inverse.mul(wide)).add(offset);
}

/** Takes all that it is given. @param {Weights} w @param {Tensor} noise @returns {Tensor} [batch, 1, 28, 28] */
function generate(w, noise) {
  const [batch = 0] = noise.shape;
  const get = (/** @type {string} */ name) => /** @type {Tensor} */ (w[name]);
  const norm = (
    /** @type {Tensor} */ x,
    /** @type {string} */ name,
    /** @type {number[]} */ axes,
  ) => nn.leakyRelu(normalized(x, w[`${name}/gamma`], w[`${name}/beta`], axes), slope);
  const up = (/** @type {Tensor} */ x, /** @type {string} */ name, /** @type {number} */ stride) =>
    lax.convTranspose(x, get(`${name}/kernel`), [stride, stride], 'SAME', {
      transposeKernel: true,
    });
  const flat = norm(np.matmul(noise, get('project/kernel')), 'norm_1', [0]);
  const channels = (flat.shape[1] ?? 0) / 49;
  const start = np.transpose(flat.reshape([batch, 7, 7, channels]), [0, 3, 1, 2]);
  const first = norm(up(start, 'up_1', 1), 'norm_2', [0, 2, 3]);
  const second = norm(up(first, 'up_2', 2), 'norm_3', [0, 2, 3]);
  return np.tanh(up(second, 'up_3', 2));
}

/** Takes all that it is given. @param {Weights} w @param {Tensor} images @param {Tensor[]} masks NHWC */
function logits(w, images, masks) {
  const get = (/** @type {string} */ name) => /** @type {Tensor} */ (w[name]);
  let x = images;
  for (const [i, mask] of masks.entries()) {
    const name = `down_${i + 1}`;
    const bias = get(`${name}/bias`).reshape([1, -1, 1, 1]);
    const y = lax.conv(x, get(`${name}/kernel`), [2, 2], 'SAME').add(bias);
    x = nn.leakyRelu(y, slope).mul(np.transpose(mask, [0, 3, 1, 2]));
  }
  const [batch = 0] = x.shape;
  const features = np.transpose(x, [0, 2, 3, 1]).reshape([batch, -1]);
  return np.matmul(features, get('logit/kernel')).add(get('logit/bias'));
}

/** −log σ(x) on average. @param {Tensor} x */
const towardsReal = (x) => np.mean(nn.softplus(x.neg()));
/** −log(1 − σ(x)) on average. @param {Tensor} x */
const towardsGenerated = (x) => np.mean(nn.softplus(x));

/**
 * One step of Adam, with the moments as discounted sums. Takes all that it is given.
 * @param {Player} player @param {Weights} gradients @param {Tensor} rate @param {Tensor} shift
 * @returns {Player}
 */
function updated({ weights, moment1, moment2 }, gradients, rate, shift) {
  /** @type {Player} */
  const next = { weights: {}, moment1: {}, moment2: {} };
  for (const [name, gradient] of Object.entries(gradients)) {
    const [w, m, v] = [weights[name], moment1[name], moment2[name]];
    if (!w || !m || !v) throw new Error(`${name} has no state`);
    const m2 = m.mul(beta1).add(gradient.ref);
    const v2 = v.mul(beta2).add(np.square(gradient));
    next.moment1[name] = m2.ref;
    next.moment2[name] = v2.ref;
    const direction = m2.div(np.sqrt(v2).add(shift.ref));
    next.weights[name] = w.sub(direction.mul(rate.ref));
  }
  rate.dispose();
  shift.dispose();
  return next;
}

/**
 * @typedef {object} Inputs
 * @property {Tensor} real [batch, 1, 28, 28]
 * @property {Tensor[]} noise two, [batch, latent]
 * @property {Tensor[]} both the masks for real and generated images together
 * @property {Tensor[]} generated the masks for generated images
 * @property {Tensor} rate @property {Tensor} shift
 */
export const step = jit(
  (/** @type {Player} */ g, /** @type {Player} */ d, /** @type {Inputs} */ inputs) => {
    const { real, noise, both, generated, rate, shift } = inputs;
    const [forD, forG] = /** @type {[Tensor, Tensor]} */ (noise);
    const [batch = 0] = real.shape;
    const fakes = generate(tree.ref(g.weights), forD);
    const images = np.concatenate([real, fakes], 0);
    const [dLoss, dGradients] = valueAndGrad((/** @type {Weights} */ weights) => {
      const all = logits(weights, images, both);
      const [onReal, onFakes] = /** @type {[Tensor, Tensor]} */ (np.split(all, [batch], 0));
      return towardsReal(onReal).add(towardsGenerated(onFakes));
    })(tree.ref(d.weights));
    const nextD = updated(d, dGradients, rate.ref, shift.ref);
    const [gLoss, gGradients] = valueAndGrad((/** @type {Weights} */ weights) =>
      towardsReal(logits(tree.ref(nextD.weights), generate(weights, forG), generated)),
    )(tree.ref(g.weights));
    return { g: updated(g, gGradients, rate, shift), d: nextD, losses: { dLoss, gLoss } };
  },
);

/** Adam's scalars of a step, from 1. @param {number} count */
export function schedule(count) {
  const sum = (/** @type {number} */ beta) => (1 - beta ** count) / (1 - beta);
  const root = Math.sqrt(sum(beta2));
  return { rate: (2e-4 * root) / sum(beta1), shift: root * 1e-8 };
}
