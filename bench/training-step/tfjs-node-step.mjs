/**
 * The DCGAN step in tfjs-node as its users write it: tf.layers models, eager, one `minimize` after
 * the other. tfjs draws noise and dropout masks in JavaScript.
 */
import { batch, batches } from '../dcgan/batches.mjs';
import { discriminator, generator, latent, tf, train, variables } from '../dcgan/tfjs-networks.mjs';
import { repeated, serve } from '../harness/contestant.mjs';

const dAdam = tf.train.adam(2e-4, 0.5, 0.999, 1e-7);
const gAdam = tf.train.adam(2e-4, 0.5, 0.999, 1e-7);
const dVariables = variables(discriminator);
const gVariables = variables(generator);
const noise = () => tf.randomNormal([batch, latent]);
const next = batches(process.argv[2] ?? '');

/** Binary cross-entropy on logits: -log D(x) = softplus(-logit), -log(1 - D(x)) = softplus(logit). */
function update() {
  const real = tf.tensor4d(next(), [batch, 28, 28, 1]);
  const generated = train(generator, noise());
  /** @type {import('@tensorflow/tfjs').Tensor[]} */
  const accuracies = [];
  const dLoss = dAdam.minimize(
    () => {
      const onReal = train(discriminator, real);
      const onGenerated = train(discriminator, generated);
      const right = tf.concat([onReal.greater(0), onGenerated.less(0)]);
      accuracies.push(tf.keep(right.cast('float32').mean()));
      return onReal.neg().softplus().mean().add(onGenerated.softplus().mean()).asScalar();
    },
    true,
    dVariables,
  );
  const gLoss = gAdam.minimize(
    () => train(discriminator, train(generator, noise())).neg().softplus().mean().asScalar(),
    true,
    gVariables,
  );
  return [dLoss, gLoss, ...accuracies].map((tensor) => tensor ?? tf.scalar(NaN));
}

async function step() {
  const results = tf.tidy(update);
  const [dLoss = NaN, gLoss = NaN, dAccuracy = NaN] = await Promise.all(
    results.map(async (tensor) => (await tensor.data())[0]),
  );
  tf.dispose(results);
  return { dLoss, gLoss, dAccuracy };
}

const detail = `eager, tf.layers, Node ${process.version}`;
await serve({ version: tf.version_core, detail }, { dcgan: repeated(step) });
