/* oxlint-disable typescript/no-unnecessary-type-assertion -- programs as people write them */
/** Programs that learn from what they do: values are read in every step. */
import * as tf from '@tensorflow/tfjs';
import type { Programs } from '../program.ts';

/** A cart on a line: the state is its place and speed, the goal is the middle. */
function cart() {
  let [place, speed] = [Math.random() - 0.5, 0];
  return {
    state: () => [place, speed],
    push(action: number) {
      speed = 0.9 * speed + (action - 0.5) * 0.1;
      place += speed;
      return { reward: 1 - Math.abs(place), isOver: Math.abs(place) > 1 };
    },
  };
}

const mlp = (inputs: number, hidden: number, outputs: number, activation: 'linear' | 'softmax') =>
  tf.sequential({
    layers: [
      tf.layers.dense({ inputShape: [inputs], units: hidden, activation: 'relu' }),
      tf.layers.dense({ units: hidden, activation: 'relu' }),
      tf.layers.dense({ units: outputs, activation }),
    ],
  });

export const agents: Programs = {
  'deep Q-learning with replay and a target network': async (scale) => {
    const [online, target] = [mlp(2, 12 * scale, 2, 'linear'), mlp(2, 12 * scale, 2, 'linear')];
    const copy = () => target.setWeights(online.getWeights());
    copy();
    const optimizer = tf.train.adam(0.01);
    const memory: { state: number[]; action: number; reward: number; next: number[] }[] = [];
    const actions: number[] = [];
    const losses: number[] = [];
    const world = cart();
    for (let step = 0; step < 24; step++) {
      const state = world.state();
      const action =
        Math.random() < 0.3
          ? Math.floor(Math.random() * 2)
          : (tf.tidy(
              () => (online.predict(tf.tensor2d([state])) as tf.Tensor).argMax(-1).dataSync()[0],
            ) ?? 0);
      actions.push(action);
      const { reward } = world.push(action);
      memory.push({ state, action, reward, next: world.state() });
      if (memory.length < 8) continue;
      const batch = Array.from(
        { length: 8 },
        () => memory[Math.floor(Math.random() * memory.length)] as (typeof memory)[number],
      );
      const loss = optimizer.minimize(() => {
        const states = tf.tensor2d(batch.map((each) => each.state));
        const values = online.apply(states, { training: true }) as tf.Tensor;
        const chosen = tf.oneHot(
          tf.tensor1d(
            batch.map((each) => each.action),
            'int32',
          ),
          2,
        );
        const estimate = values.mul(chosen).sum(-1);
        const future = (target.predict(tf.tensor2d(batch.map((each) => each.next))) as tf.Tensor)
          .max(-1)
          .mul(0.95);
        const goal = tf.tensor1d(batch.map((each) => each.reward)).add(future);
        return tf.losses.huberLoss(goal, estimate) as tf.Scalar;
      }, true);
      losses.push(loss?.dataSync()[0] ?? 0);
      loss?.dispose();
      if (step % 6 === 0) copy();
    }
    return { actions, losses };
  },

  'policy gradient, episode after episode': async (scale) => {
    const policy = mlp(2, 8 * scale, 1, 'linear');
    const optimizer = tf.train.adam(0.02);
    const lengths: number[] = [];
    const norms: number[] = [];
    for (let episode = 0; episode < 2; episode++) {
      const world = cart();
      const rewards: number[] = [];
      const gradients: Record<string, tf.Tensor>[] = [];
      for (let step = 0; step < 5; step++) {
        const { grads } = optimizer.computeGradients(() =>
          tf.tidy(() => {
            const logit = policy.predict(tf.tensor2d([world.state()])) as tf.Tensor2D;
            const probability = tf.sigmoid(logit);
            const both = tf.concat2d([probability, tf.sub(1, probability)], 1);
            const drawn = tf.multinomial(both, 1, episode * 100 + step + 1, true);
            const action = drawn.dataSync()[0] ?? 0;
            rewards.push(world.push(action).reward);
            return tf.losses
              .sigmoidCrossEntropy(tf.sub(1, tf.tensor2d([[action]])), logit)
              .asScalar();
          }),
        );
        gradients.push(grads);
      }
      let sum = 0;
      const returns = rewards
        .toReversed()
        .map((reward) => (sum = reward + 0.9 * sum))
        .toReversed();
      tf.tidy(() => {
        const [{ mean, variance }] = [tf.moments(tf.tensor1d(returns))];
        const advantages = tf.tensor1d(returns).sub(mean).div(variance.sqrt().add(1e-6));
        const weights = advantages.arraySync() as number[];
        const scaled: Record<string, tf.Tensor> = {};
        for (const name of Object.keys(gradients[0] ?? {})) {
          scaled[name] = tf.mean(
            tf.stack(gradients.map((each, i) => (each[name] as tf.Tensor).mul(weights[i] ?? 0))),
            0,
          );
        }
        norms.push(...Object.values(scaled).map((each) => each.norm().dataSync()[0] ?? 0));
        optimizer.applyGradients(scaled as tf.NamedTensorMap as never);
      });
      tf.dispose(gradients);
      lengths.push(rewards.length);
    }
    return { lengths, norms };
  },

  'an actor and a critic, awaiting what they need': async (scale) => {
    const actor = mlp(2, 8 * scale, 2, 'softmax');
    const critic = mlp(2, 8 * scale, 1, 'linear');
    actor.compile({ optimizer: tf.train.adam(0.01), loss: 'categoricalCrossentropy' });
    critic.compile({ optimizer: tf.train.adam(0.02), loss: 'meanSquaredError' });
    const world = cart();
    const values: number[] = [];
    for (let step = 0; step < 6; step++) {
      const state = tf.tensor2d([world.state()]);
      const policy = await (actor.predict(state, { batchSize: 1 }) as tf.Tensor).data();
      const action = Math.random() < (policy[0] ?? 0) ? 0 : 1;
      const { reward } = world.push(action);
      const next = tf.tensor2d([world.state()]);
      const [value, future] = (await Promise.all(
        [state, next].map(
          async (each) => (await (critic.predict(each) as tf.Tensor).data())[0] ?? 0,
        ),
      )) as [number, number];
      const goal = reward + 0.9 * future;
      const advantages = [0, 0];
      advantages[action] = goal - value;
      await actor.fit(state, tf.tensor2d([advantages]), { epochs: 1 });
      await critic.fit(state, tf.tensor2d([[goal]]), { epochs: 1 });
      values.push(value);
      tf.dispose([state, next]);
    }
    return { values };
  },

  'evolution of weights, without gradients': async (scale) => {
    const model = mlp(2, 6 * scale, 1, 'linear');
    const xs = tf.tensor2d([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
    const ys = tf.tensor2d([[0], [1], [1], [0]]);
    let best = Infinity;
    let kept = model.getWeights().map((weight) => weight.clone());
    const history: number[] = [];
    for (let generation = 0; generation < 6; generation++) {
      const mutated = tf.tidy(() =>
        kept.map((weight) => weight.add(tf.randomNormal(weight.shape, 0, 0.2))),
      );
      model.setWeights(mutated);
      const fitness = tf.tidy(
        () => (model.predict(xs) as tf.Tensor).sub(ys).square().mean().dataSync()[0] ?? Infinity,
      );
      const [gone, next] = fitness < best ? [kept, mutated] : [mutated, kept];
      tf.dispose(gone);
      kept = next;
      best = Math.min(best, fitness);
      history.push(best);
    }
    return { history };
  },

  'bandits with draws that depend on results': async () => {
    const logits = tf.variable(tf.zeros([4]));
    const optimizer = tf.train.sgd(0.5);
    const chosen: number[] = [];
    for (let step = 0; step < 8; step++) {
      const arm = tf.tidy(
        () => tf.multinomial(logits as unknown as tf.Tensor1D, 1, step + 1).dataSync()[0] ?? 0,
      );
      chosen.push(arm);
      const reward = arm === 2 ? 1 : 0.1;
      optimizer.minimize(() => tf.logSoftmax(logits).gather([arm]).mul(-reward).sum() as tf.Scalar);
    }
    return { chosen, preference: tf.softmax(logits).dataSync() };
  },
};
