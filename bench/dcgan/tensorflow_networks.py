"""The mission's DCGAN in Keras: G 100 → 28×28×1 and D, weights N(0, 0.02)."""

from tensorflow.keras import Sequential, initializers, layers

latent = 100
weights = initializers.RandomNormal(0, 0.02)


def same(**options):
    return {"padding": "same", "kernel_initializer": weights, **options}


generator = Sequential([
    layers.Input((latent,)),
    layers.Dense(7 * 7 * 256, use_bias=False, kernel_initializer=weights),
    layers.BatchNormalization(),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Reshape((7, 7, 256)),
    layers.Conv2DTranspose(128, 5, **same(use_bias=False)),
    layers.BatchNormalization(),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Conv2DTranspose(64, 5, strides=2, **same(use_bias=False)),
    layers.BatchNormalization(),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Conv2DTranspose(1, 5, strides=2, activation="tanh", **same(use_bias=False)),
])
discriminator = Sequential([
    layers.Input((28, 28, 1)),
    layers.Conv2D(64, 5, strides=2, **same()),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Dropout(0.3),
    layers.Conv2D(128, 5, strides=2, **same()),
    layers.LeakyReLU(negative_slope=0.2),
    layers.Dropout(0.3),
    layers.Flatten(),
    layers.Dense(1, kernel_initializer=weights),
])
