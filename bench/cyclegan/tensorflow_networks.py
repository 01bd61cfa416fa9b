"""CycleGAN's generator in Keras, layer for layer ganport's: weights N(0, 0.02), no affine in the
instance norms."""

import tensorflow as tf
from tensorflow.keras import Input, Model, initializers, layers

weights = {"kernel_initializer": initializers.RandomNormal(0, 0.02)}


class ReflectPad(layers.Layer):
    def __init__(self, size):
        super().__init__()
        self.paddings = [[0, 0], [size, size], [size, size], [0, 0]]

    def call(self, x):
        return tf.pad(x, self.paddings, "REFLECT")


class InstanceNorm(layers.Layer):
    def call(self, x):
        mean, variance = tf.nn.moments(x, [1, 2], keepdims=True)
        return (x - mean) * tf.math.rsqrt(variance + 1e-5)


def translator(filters, blocks):
    """c7s1-f, d2f, d4f, residual blocks of 4f, u2f, uf, c7s1-3."""
    f = filters

    def normalized(x, layer):
        return layers.ReLU()(InstanceNorm()(layer(x)))

    x = source = Input((None, None, 3))
    x = normalized(ReflectPad(3)(x), layers.Conv2D(f, 7, **weights))
    for count in (2 * f, 4 * f):
        x = normalized(x, layers.Conv2D(count, 3, strides=2, padding="same", **weights))
    for _ in range(blocks):
        y = normalized(ReflectPad(1)(x), layers.Conv2D(4 * f, 3, **weights))
        x = x + InstanceNorm()(layers.Conv2D(4 * f, 3, **weights)(ReflectPad(1)(y)))
    for count in (2 * f, f):
        x = normalized(x, layers.Conv2DTranspose(count, 3, strides=2, padding="same", **weights))
    return Model(source, layers.Conv2D(3, 7, activation="tanh", **weights)(ReflectPad(3)(x)))
