"""Images from noise with the DCGAN generator in TensorFlow, a tf.function in inference mode."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "dcgan")]

import tensorflow as tf
from contestant import serve
from tensorflow_networks import generator, latent

tf.random.set_seed(1)
infer = tf.function(lambda noise: generator(noise, training=False))


def generate(count):
    images = infer(tf.random.normal((count, latent))).numpy()
    return {"mean": float(images.mean()), "stddev": float(images.std())}


cases = {str(count): lambda count=count: generate(count) for count in (25, 256)}
serve(tf.__version__, "tf.function, Keras", cases)
