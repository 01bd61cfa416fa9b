/** Images from noise with the DCGAN generator in tfjs-node, as `predict` gives them. */
import { generator, latent, tf } from '../dcgan/tfjs-networks.mjs';
import { repeated, serve } from '../harness/contestant.mjs';
import { counts, describe } from './cases.mjs';

/** @param {number} count */
async function generate(count) {
  const images = tf.tidy(() =>
    tf.concat([generator.predict(tf.randomNormal([count, latent]))].flat()),
  );
  const pixels = await images.data();
  images.dispose();
  return describe(pixels);
}

const cases = Object.fromEntries(
  counts.map((count) => [String(count), repeated(() => generate(count))]),
);
await serve({ version: tf.version_core, detail: `tf.layers, Node ${process.version}` }, cases);
