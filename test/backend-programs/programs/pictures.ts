/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs on pixels: loading, resizing, filters, boxes. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

/** Pixels as a canvas has them: red, green, blue, alpha. */
function photo(width: number, height: number) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i++)
    data[i] = i % 4 === 3 ? 255 : (i * 37 + (i >> 5) * 11) % 256;
  return { width, height, data };
}

export const pictures: Programs = {
  'from pixels to a network’s input': async (scale) => {
    const image = tf.browser.fromPixels(photo(20 * scale, 14 * scale));
    const input = tf.tidy(() => {
      const side = Math.min(...(image.shape.slice(0, 2) as [number, number]));
      const square = image.slice([0, ((image.shape[1] ?? 0) - side) / 2, 0], [side, side, 3]);
      const small = tf.image.resizeBilinear(square, [10, 10]);
      return small.toFloat().div(127.5).sub(1).expandDims(0);
    });
    const { mean, variance } = tf.moments(input, [1, 2]);
    return { input: input.dataSync(), mean: mean.dataSync(), variance: variance.dataSync() };
  },

  'every kind of resizing, cropping and flipping': async (scale) => {
    const image = tf.browser.fromPixels(photo(8 * scale, 6 * scale)).toFloat();
    const batch = image.expandDims(0) as tf.Tensor4D;
    const results = [
      tf.image.resizeNearestNeighbor(image, [9, 5]),
      tf.image.resizeBilinear(image, [5, 9], true),
      tf.image.resizeNearestNeighbor(image, [4, 4], false, true),
      tf.image.flipLeftRight(batch),
      tf.image.rotateWithOffset(batch, Math.PI / 6, [255, 0, 0]),
      tf.image.cropAndResize(batch, [[0.1, 0.2, 0.8, 0.9]], [0], [4, 4]),
      tf.image.grayscaleToRGB(tf.image.rgbToGrayscale(image)),
      tf.image.transform(batch, tf.tensor2d([[1, 0.2, -1, 0, 1, 0.5, 0, 0]]), 'bilinear'),
      tf.mirrorPad(
        image,
        [
          [1, 1],
          [2, 0],
          [0, 0],
        ],
        'reflect',
      ),
      image.reverse([0]).transpose([1, 0, 2]),
    ];
    const sums = tf.stack(results.map((each) => each.toFloat().mean()));
    return { sums: sums.dataSync(), shapes: results.map((each) => each.shape.join()) };
  },

  'to pixels and back': async () => {
    const image = tf.tidy(() => tf.browser.fromPixels(photo(6, 4), 4).toFloat().div(255));
    const pixels = await tf.browser.toPixels(image as tf.Tensor3D);
    const inverted = await tf.browser.toPixels(
      tf.tidy(() => tf.sub(1, image.slice([0, 0, 0], [-1, -1, 3])) as tf.Tensor3D),
    );
    return { pixels, inverted };
  },

  'edges, blur and a histogram': async (scale) => {
    const gray = tf.image
      .rgbToGrayscale(tf.browser.fromPixels(photo(16 * scale, 12 * scale)))
      .toFloat()
      .expandDims(0) as tf.Tensor4D;
    const sobel = tf.tensor4d([-1, 0, 1, -2, 0, 2, -1, 0, 1], [3, 3, 1, 1]);
    const [gx, gy] = [
      tf.conv2d(gray, sobel, 1, 'same'),
      tf.conv2d(gray, sobel.transpose([1, 0, 2, 3]) as tf.Tensor4D, 1, 'same'),
    ];
    const edges = gx.square().add(gy.square()).sqrt();
    const blurred = tf.depthwiseConv2d(
      gray,
      tf.ones([5, 5, 1, 1]).div(25) as tf.Tensor4D,
      1,
      'same',
    );
    const grown = tf.dilation2d(gray, tf.zeros([3, 3, 1]) as tf.Tensor3D, 1, 'same');
    const histogram = tf.bincount(gray.flatten().div(32).toInt() as tf.Tensor1D, [] as never, 8);
    return {
      edges: edges.dataSync(),
      blurred: blurred.dataSync(),
      grown: grown.max([1, 2]).dataSync(),
      histogram: histogram.dataSync(),
    };
  },

  'boxes of a detector, with non-maximum suppression': async (scale) => {
    const anchors = 30 * scale;
    const [raw, scores] = tf.tidy(() => {
      const centers = tf.randomUniform([anchors, 2]);
      const sizes = tf.randomUniform([anchors, 2], 0.1, 0.4);
      const corners = tf.concat2d(
        [centers.sub(sizes.div(2)), centers.add(sizes.div(2))] as tf.Tensor2D[],
        1,
      );
      return [corners, tf.sigmoid(tf.randomNormal<tf.Rank.R2>([anchors, 3]))] as const;
    });
    const best = scores.max(1) as tf.Tensor1D;
    const kinds = scores.argMax(1);
    const kept = await tf.image.nonMaxSuppressionAsync(raw, best, 10, 0.4, 0.5);
    const soft = await tf.image.nonMaxSuppressionWithScoreAsync(raw, best, 5, 0.5, 0.3, 0.5);
    const padded = tf.image.nonMaxSuppressionPadded(raw, best, 8, 0.4, 0.5, true);
    const boxes = await (tf.gather(raw, kept) as tf.Tensor2D).array();
    const above = await tf.booleanMaskAsync(kinds, best.greater(0.6));
    return {
      kept: kept.dataSync(),
      kinds: tf.gather(kinds, kept).dataSync(),
      boxes: boxes.flat(),
      soft: soft['selectedScores']?.dataSync() ?? [],
      padded: padded['selectedIndices']?.dataSync() ?? [],
      above: above.dataSync(),
    };
  },

  'a mask over a photo': async (scale) => {
    const image = tf.browser.fromPixels(photo(12 * scale, 12 * scale)).toFloat();
    const logits = tf.conv2d(
      image.div(255).expandDims(0) as tf.Tensor4D,
      tf.randomNormal([3, 3, 3, 4]) as tf.Tensor4D,
      2,
      'same',
    );
    const large = tf.image.resizeBilinear(logits, [12 * scale, 12 * scale]);
    const classes = large.argMax(-1).squeeze([0]);
    const colors = tf.tensor2d([0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255], [4, 3], 'int32');
    const overlay = colors
      .gather(classes as tf.Tensor2D)
      .toFloat()
      .mul(0.4)
      .add(image.mul(0.6));
    const areas = [0, 1, 2, 3].map((kind) => classes.equal(kind).sum());
    return {
      mean: overlay.mean([0, 1]).dataSync(),
      areas: (await Promise.all(areas.map((area) => area.data()))).map((area) => area[0] ?? 0),
    };
  },

  'random changes of training images': async (scale) => {
    const images = tf.randomUniform<tf.Rank.R4>([4, 8 * scale, 8 * scale, 3]);
    const changed = tf.tidy(() => {
      const flipped = Math.random() < 0.5 ? tf.image.flipLeftRight(images) : images;
      const turned = tf.image.rotateWithOffset(flipped, Math.random() - 0.5, 0);
      const dark = turned.mul(tf.randomUniform([4, 1, 1, 1], 0.8, 1.2));
      const noise = tf.truncatedNormal(dark.shape, 0, 0.05);
      const mask = tf.dropout(tf.ones(dark.shape), 0.1, undefined, '5');
      return tf.clipByValue(dark.add(noise).mul(mask), 0, 1);
    });
    return {
      mean: changed.mean([1, 2]).dataSync(),
      spread: tf.moments(changed).variance.dataSync(),
    };
  },
};
