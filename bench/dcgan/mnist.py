"""The 60,000 MNIST images as float32 (n, 28, 28) in [-1, 1], from the IDX file given as argument."""

import sys

import numpy


def images():
    with open(sys.argv[1], "rb") as file:
        pixels = numpy.frombuffer(file.read(), numpy.uint8, offset=16)
    return pixels.reshape(-1, 28, 28).astype(numpy.float32) / 127.5 - 1
