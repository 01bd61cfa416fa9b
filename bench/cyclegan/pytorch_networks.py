"""CycleGAN's networks in PyTorch, layer for layer ganport's: weights N(0, 0.02), no affine in the
instance norms."""

from torch import nn


def block(channels):
    convs = [
        [nn.Conv2d(channels, channels, 3, padding=1, padding_mode="reflect"), nn.InstanceNorm2d(channels)]
        for _ in range(2)
    ]
    return Residual(*convs[0], nn.ReLU(), *convs[1])


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


def translator(filters, blocks):
    """c7s1-f, d2f, d4f, residual blocks of 4f, u2f, uf, c7s1-3."""

    def normalized(layer):
        return [layer, nn.InstanceNorm2d(layer.out_channels), nn.ReLU()]

    def double(inputs, outputs):
        return nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1)

    f = filters
    return initialized(nn.Sequential(
        *normalized(nn.Conv2d(3, f, 7, padding=3, padding_mode="reflect")),
        *normalized(nn.Conv2d(f, 2 * f, 3, stride=2, padding=1)),
        *normalized(nn.Conv2d(2 * f, 4 * f, 3, stride=2, padding=1)),
        *[block(4 * f) for _ in range(blocks)],
        *normalized(double(4 * f, 2 * f)),
        *normalized(double(2 * f, f)),
        nn.Conv2d(f, 3, 7, padding=3, padding_mode="reflect"),
        nn.Tanh(),
    ))


def patches(filters):
    """PatchGAN for images of 64 pixels and more: three layers of stride 2, two of stride 1. With
    kernels of 4, "same" is 1 on each side at stride 2, and 1 before and 2 after at stride 1."""
    layers = []
    for i, stride in enumerate([2, 2, 2, 1]):
        padding = 1 if stride == 2 else "same"
        inputs = 3 if i == 0 else filters * 2 ** (i - 1)
        layers += [nn.Conv2d(inputs, filters * 2**i, 4, stride=stride, padding=padding)]
        layers += [nn.InstanceNorm2d(filters * 2**i)] if i > 0 else []
        layers += [nn.LeakyReLU(0.2)]
    return initialized(nn.Sequential(*layers, nn.Conv2d(filters * 8, 1, 4, padding="same")))


def initialized(network):
    for module in network.modules():
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
            nn.init.normal_(module.weight, 0, 0.02)
            nn.init.zeros_(module.bias)
    return network
