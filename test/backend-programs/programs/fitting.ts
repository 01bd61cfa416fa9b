/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs on variables, optimizers and gradients, without layers. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

const range = (length: number) => Array.from({ length }, (_, i) => i);

export const fitting: Programs = {
  'a line through points, with sgd': async (scale) => {
    const points = range(50 * scale).map((i) => i / 50 / scale);
    const xs = tf.tensor1d(points);
    const ys = tf.tensor1d(points.map((x) => 3 * x - 1));
    const m = tf.scalar(Math.random()).variable();
    const b = tf.scalar(Math.random()).variable();
    const optimizer = tf.train.sgd(0.3);
    const losses: number[] = [];
    for (let epoch = 0; epoch < 40; epoch++) {
      tf.tidy(() => {
        const loss = optimizer.minimize(
          () => xs.mul(m).add(b).sub(ys).square().mean() as tf.Scalar,
          true,
        );
        losses.push(loss?.dataSync()[0] ?? Number.NaN);
      });
    }
    return { losses, m: m.dataSync(), b: b.dataSync() };
  },

  'a cubic, awaiting every tenth loss': async (scale) => {
    const coefficients = range(4).map(() => tf.variable(tf.scalar(Math.random() - 0.5)));
    const predict = (x: tf.Tensor) =>
      tf.tidy(() =>
        coefficients.reduce<tf.Tensor>(
          (sum, c, power) => sum.add(c.mul(x.pow(tf.scalar(power, 'int32')))),
          tf.scalar(0),
        ),
      );
    const xs = tf.randomUniform([100 * scale], -1, 1);
    const ys = tf.tidy(() => xs.pow(3).mul(-0.8).sub(xs.square().mul(0.2)).add(0.9));
    const optimizer = tf.train.adam(0.1);
    const losses: number[] = [];
    for (let step = 0; step < 30; step++) {
      const loss = optimizer.minimize(
        () => tf.losses.meanSquaredError(ys, predict(xs)) as tf.Scalar,
        true,
      );
      if (step % 10 === 9) losses.push(...((await loss?.data()) ?? []));
      loss?.dispose();
      await tf.nextFrame();
    }
    return { losses, fitted: coefficients.map((c) => c.dataSync()[0] ?? 0) };
  },

  'logistic regression, gradients by hand': async (scale) => {
    const x = tf.randomNormal([64 * scale, 5 * scale]);
    const y = tf.tidy(() => x.slice([0, 0], [-1, 2]).sum(1, true).greater(0).toFloat());
    let w: tf.Tensor = tf.zeros([5 * scale, 1]);
    const accuracies: number[] = [];
    for (let i = 0; i < 15; i++) {
      const next = tf.tidy(() => {
        const gradient = x.transpose().matMul(x.matMul(w).sigmoid().sub(y)).div(x.shape[0]);
        return w.sub(gradient.mul(0.5));
      });
      w.dispose();
      w = next;
      const accuracy = tf.tidy(() => x.matMul(w).greater(0).equal(y.cast('bool')).mean());
      accuracies.push(accuracy.arraySync() as number);
      accuracy.dispose();
    }
    return { accuracies, w: w.dataSync() };
  },

  'two layers of matrices, with tf.valueAndGrads': async (scale) => {
    const x = tf.randomNormal([32 * scale, 8]);
    const labels = tf.tidy(() => tf.oneHot(x.argMax(1), 8).toFloat());
    const w1 = tf.variable(tf.randomNormal([8, 24 * scale], 0, 0.3));
    const w2 = tf.variable(tf.randomNormal([24 * scale, 8], 0, 0.3));
    const lossAndGradients = tf.valueAndGrads((a: tf.Tensor, b: tf.Tensor) =>
      tf.losses.softmaxCrossEntropy(labels, x.matMul(a).relu().matMul(b)),
    );
    const losses: number[] = [];
    for (let step = 0; step < 20; step++) {
      const { value, grads } = lossAndGradients([w1, w2]);
      for (const [i, w] of [w1, w2].entries()) {
        const gradient = grads[i] as tf.Tensor;
        const next = tf.tidy(() => w.sub(gradient.mul(0.3)));
        w.assign(next);
        next.dispose();
      }
      losses.push((await value.data())[0] ?? Number.NaN);
      tf.dispose([value, ...grads]);
    }
    return { losses };
  },

  'six optimizers on a valley': async () => {
    const start = [-1.2, 1];
    const optimizers = [
      tf.train.sgd(0.001),
      tf.train.momentum(0.0005, 0.9),
      tf.train.adagrad(0.1),
      tf.train.adam(0.1),
      tf.train.adamax(0.1),
      tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
    ];
    const found: number[] = [];
    for (const optimizer of optimizers) {
      const at = tf.variable(tf.tensor1d(start));
      for (let step = 0; step < 8; step++) {
        optimizer.minimize(
          () => {
            const [x, y] = tf.unstack(at) as [tf.Scalar, tf.Scalar];
            return y.sub(x.square()).square().mul(100).add(tf.scalar(1).sub(x).square());
          },
          false,
          [at],
        );
      }
      found.push(...at.dataSync());
      at.dispose();
      optimizer.dispose();
    }
    return { found };
  },

  'k-means': async (scale) => {
    const k = 4;
    const points = tf.concat(
      range(k).map((i) => tf.randomNormal([25 * scale, 2], i * 3, 0.5)),
    ) as tf.Tensor2D;
    let centers = points.gather([0, 25 * scale, 50 * scale, 75 * scale]);
    let moved = Infinity;
    let rounds = 0;
    while (moved > 1e-4 && rounds < 10) {
      rounds++;
      const [next, distance] = tf.tidy(() => {
        const nearest = points.expandDims(1).sub(centers.expandDims(0)).square().sum(2).argMin(1);
        const members = tf.oneHot(nearest as tf.Tensor1D, k).toFloat();
        const means = members.transpose().matMul(points).div(members.sum(0).expandDims(1));
        return [means as typeof centers, means.sub(centers).norm()] as const;
      });
      moved = distance.dataSync()[0] ?? 0;
      tf.dispose([centers, distance]);
      centers = next;
    }
    return { rounds, centers: centers.dataSync() };
  },

  'principal components by QR iteration': async (scale) => {
    const data = tf.randomNormal([60 * scale, 6]).mul(tf.tensor1d([5, 3, 2, 1, 0.5, 0.1]));
    const centered = data.sub(data.mean(0));
    const covariance = centered.transpose().matMul(centered).div(data.shape[0]);
    let basis = tf.eye(6) as tf.Tensor;
    for (let i = 0; i < 15; i++) {
      const [q] = tf.linalg.qr(covariance.matMul(basis));
      basis.dispose();
      basis = q;
    }
    const spread = tf.diag(tf.ones([6])).mul(basis.transpose().matMul(covariance).matMul(basis));
    return { variances: spread.sum(1).arraySync() as number[] };
  },

  'a Gaussian process, with a solver in a loop': async (scale) => {
    const n = 12 * scale;
    const x = tf.linspace(0, 3, n);
    const y = x.sin();
    const kernel = (a: tf.Tensor, b: tf.Tensor) =>
      tf.tidy(() => a.expandDims(1).sub(b.expandDims(0)).square().mul(-2).exp());
    const k = kernel(x, x).add(tf.eye(n).mul(0.1));
    // Conjugate gradients.
    let solution: tf.Tensor = tf.zeros([n]);
    let residual: tf.Tensor = y.clone();
    let direction: tf.Tensor = residual.clone();
    for (let i = 0; i < 10; i++) {
      const square = residual.square().sum();
      const product = tf.dot(k, direction);
      const alpha = square.div(direction.mul(product).sum());
      solution = solution.add(alpha.mul(direction));
      residual = residual.sub(alpha.mul(product));
      direction = residual.add(residual.square().sum().div(square).mul(direction));
    }
    const test = tf.tensor1d([0.5, 1.5, 2.5]);
    const mean = tf.dot(kernel(test, x), solution);
    return { mean: await mean.data() };
  },

  'a Newton step, with gradients of gradients': async () => {
    const f = (x: tf.Tensor) => x.pow(4).sub(x.square().mul(3)).add(x) as tf.Scalar;
    const first = tf.grad(f);
    const second = tf.grad((x: tf.Tensor) => first(x).sum());
    let x: tf.Tensor = tf.tensor1d([2, -2, 1.5]);
    const path: number[] = [];
    for (let i = 0; i < 5; i++) {
      x = x.sub(first(x).div(second(x)));
      path.push(...x.dataSync());
    }
    return { path };
  },

  'the threshold of a picture, by Otsu’s method: thousands of kernels on few numbers': async (
    scale,
  ) => {
    const gray = tf.randomUniform([16 * scale, 12 * scale, 1], 0, 255, 'int32') as tf.Tensor3D;
    return { bright: tf.image.threshold(gray, 'otsu').greater(0).sum().dataSync() };
  },

  'a custom gradient that clips': async (scale) => {
    const clipped = tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      return {
        value: (x as tf.Tensor).square().sum(),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
          dy.mul((saved[0] as tf.Tensor).mul(2).clipByValue(-1, 1)),
      };
    });
    const x = tf.randomNormal([10 * scale, 10]).mul(2);
    return {
      gradient: tf
        .grad((t: tf.Tensor) => clipped(t) as tf.Scalar)(x)
        .dataSync(),
    };
  },
};
