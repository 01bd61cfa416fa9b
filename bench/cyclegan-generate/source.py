"""The image that is translated, (size, size, 3) in [-1, 1]: a wave, the same as source.mjs's."""

import numpy


def wave(size):
    return numpy.sin(numpy.arange(size * size * 3) / 50).reshape(size, size, 3).astype(numpy.float32)
