"""One image with the CycleGAN generator in TensorFlow, a tf.function in inference mode."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "cyclegan")]

import tensorflow as tf
from contestant import serve
from source import wave
from tensorflow_networks import translator

tf.random.set_seed(1)
generator = translator(64, 9)
infer = tf.function(lambda source: generator(source, training=False))
image = wave(256)[None]


def translate():
    pixels = infer(image).numpy()
    return {"mean": float(pixels.mean()), "stddev": float(pixels.std())}


serve(tf.__version__, "tf.function, Keras", {"image": translate})
