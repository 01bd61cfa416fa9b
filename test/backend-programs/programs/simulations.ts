/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs that let a world go on by its rules: long loops that rarely read a value. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

export const simulations: Programs = {
  'the game of life, by convolution': async (scale) => {
    const side = 24 * scale;
    const neighbors = tf.tensor4d([1, 1, 1, 1, 0, 1, 1, 1, 1], [3, 3, 1, 1]);
    let world = tf.tidy(
      () => tf.randomUniform([1, side, side, 1]).less(0.4).toFloat() as tf.Tensor4D,
    );
    const alive: number[] = [];
    for (let generation = 1; generation <= 30; generation++) {
      const next = tf.tidy(() => {
        const around = tf.conv2d(
          tf.mirrorPad(
            world,
            [
              [0, 0],
              [1, 1],
              [1, 1],
              [0, 0],
            ],
            'symmetric',
          ),
          neighbors,
          1,
          'valid',
        );
        const stays = world.greater(0).logicalAnd(around.equal(2));
        return around.equal(3).logicalOr(stays).toFloat() as tf.Tensor4D;
      });
      world.dispose();
      world = next;
      if (generation % 10 === 0) alive.push(tf.tidy(() => world.sum().dataSync()[0] ?? 0));
    }
    return { alive, world: await world.data() };
  },

  'heat in a plate, a hundred steps until it is looked at': async (scale) => {
    const side = 66 * scale;
    let heat = tf.buffer([side, side]).toTensor() as tf.Tensor2D;
    const source = tf.tidy(() =>
      tf
        .oneHot(tf.tensor1d([side >> 1], 'int32'), side)
        .toFloat()
        .mul(10)
        .tile([side, 1]),
    );
    const counts = new Set<number>();
    for (let step = 0; step < 90; step++) {
      const before = heat;
      heat = tf.tidy(() => {
        const wide = before.pad([
          [1, 1],
          [1, 1],
        ]);
        const part = (row: number, column: number) => wide.slice([row, column], [side, side]);
        const around = tf.addN([part(0, 1), part(2, 1), part(1, 0), part(1, 2)]);
        return before.add(around.sub(before.mul(4)).mul(0.2)).add(source.mul(0.01)) as tf.Tensor2D;
      });
      before.dispose();
      counts.add(tf.memory().numTensors);
    }
    return { counts: counts.size, rows: heat.mean(0).dataSync(), hottest: heat.max().dataSync() };
  },

  'bodies that attract each other, with leaps': async (scale) => {
    const bodies = 12 * scale;
    const above = tf.linalg.bandPart(tf.ones([bodies, bodies]), 0, -1).sub(tf.eye(bodies));
    const mass = tf.randomUniform([bodies, 1], 0.5, 1.5);
    let [place, speed]: tf.Tensor[] = [tf.randomNormal([bodies, 3]), tf.zeros([bodies, 3])];
    const energies: number[] = [];
    const energy = (x: tf.Tensor, v: tf.Tensor) => {
      const apart = x.expandDims(1).sub(x.expandDims(0));
      const distance = apart.square().sum(-1).add(0.01).sqrt();
      const products = tf.matMul(mass as tf.Tensor2D, mass as tf.Tensor2D, false, true);
      const potential = products.div(distance).mul(above).sum();
      return v.square().mul(mass).sum().mul(0.5).sub(potential) as tf.Scalar;
    };
    const force = tf.grad((x: tf.Tensor) => energy(x, tf.zerosLike(x)));
    for (let step = 0; step < 10; step++) {
      const moved = tf.tidy(() => {
        const kick = (x: tf.Tensor, v: tf.Tensor) => v.sub(force(x).div(mass).mul(0.005));
        const half = kick(place as tf.Tensor, speed as tf.Tensor);
        const next = (place as tf.Tensor).add(half.mul(0.01));
        return [next, kick(next, half)];
      });
      tf.dispose([place, speed]);
      [place, speed] = moved;
      if (step % 5 === 4) {
        const now = tf.tidy(() => energy(place as tf.Tensor, speed as tf.Tensor));
        energies.push((await now.data())[0] ?? 0);
        now.dispose();
      }
    }
    return { energies, place: (place as tf.Tensor).dataSync() };
  },

  'the Mandelbrot set, with complex numbers': async (scale) => {
    const side = 12 * scale;
    const [re, im] = tf.meshgrid(tf.linspace(-2, 1, side), tf.linspace(-1.5, 1.5, side)) as [
      tf.Tensor,
      tf.Tensor,
    ];
    const c = tf.complex(re, im);
    let z: tf.Tensor = tf.zerosLike(c);
    let rounds: tf.Tensor = tf.zeros([side, side]);
    for (let i = 0; i < 12; i++) {
      [z, rounds] = tf.tidy(() => {
        const next = z.mul(z).add(c);
        const [x, y] = [tf.real(next), tf.imag(next)];
        const inside = x.square().add(y.square()).less(4);
        const kept = tf.complex(
          tf.where(inside, x, tf.zerosLike(x)),
          tf.where(inside, y, y.mul(0)),
        );
        return [kept, rounds.add(inside.cast('float32'))];
      });
    }
    return { rounds: rounds.dataSync(), last: tf.abs(z).dataSync() };
  },

  'a filter that follows a moving point': async (scale) => {
    const motion = tf.tensor2d([1, 0.1, 0, 1], [2, 2]);
    const seen = tf.tensor2d([1, 0], [1, 2]);
    let [state, spread]: tf.Tensor2D[] = [tf.zeros([2, 1]), tf.eye(2)];
    const path: number[] = [];
    for (let i = 0; i < 20 * scale; i++) {
      const measured = Math.sin(i / 5) + 0.1 * (Math.random() - 0.5);
      [state, spread] = tf.tidy(() => {
        const guess = motion.matMul(state as tf.Tensor2D);
        const wide = motion
          .matMul(spread as tf.Tensor2D)
          .matMul(motion, false, true)
          .add(tf.eye(2).mul(0.01)) as tf.Tensor2D;
        const sum = seen.matMul(wide).matMul(seen, false, true).add(0.05);
        const gain = wide.matMul(seen, false, true).div(sum) as tf.Tensor2D;
        const surprise = tf.sub(measured, seen.matMul(guess)) as tf.Tensor2D;
        return [
          guess.add(gain.matMul(surprise)) as tf.Tensor2D,
          tf.eye(2).sub(gain.matMul(seen)).matMul(wide) as tf.Tensor2D,
        ];
      });
      if (i % 4 === 3) path.push(...state.slice([0, 0], [1, 1]).dataSync());
    }
    return { path, spread: await (spread as tf.Tensor2D).data() };
  },
};
