"""Two domains of images, (1, 3, 64, 64) in [-1, 1]: the same numbers as domains.mjs's."""

import sys

import numpy

size = 64
tints = numpy.float32([-1, -0.5, 0.5])


def pairs():
    """Yields (a, b) without end: neighbours in MNIST, not the same digit."""
    with open(sys.argv[1], "rb") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16).reshape(-1, 28, 28)
    index = 0
    while True:
        index = (index + 2) % len(pixels)
        a, b = (image(pixels[i]) for i in (index, index + 1))
        yield numpy.stack([a, a, a])[None], (tints[:, None, None] * b)[None]


def image(digit):
    large = numpy.pad(digit.repeat(2, 0).repeat(2, 1), 4)
    return large.astype(numpy.float32) / 127.5 - 1
