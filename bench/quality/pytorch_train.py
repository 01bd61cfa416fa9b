"""Trains the DCGAN or the conditional GAN in PyTorch as ganport does, and writes samples.

Arguments: the IDX files of MNIST's images and labels, then a JSON object with classes (0 for none),
steps, width, seed, count, and the file that the samples go to, an .npz of images (count, 28, 28)
uint8 and labels. Tells the seconds that the training took as its last line.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "dcgan"))

import numpy
import torch
from mnist import images
from pytorch_networks import latent, make_discriminator, make_generator
from torch import nn
from torch.nn.functional import one_hot, softplus

labels_file, options = sys.argv[2], json.loads(sys.argv[3])
classes, steps, width, seed, count = (
    options[name] for name in ("classes", "steps", "width", "seed", "count")
)
torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(seed)
batch = 64

generator, discriminator = make_generator(width, classes), make_discriminator(width, classes)
for module in [*generator.modules(), *discriminator.modules()]:
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    # Epsilon 1e-5, and a tenth of each batch's statistics, are PyTorch's own and ganport's.
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        nn.init.normal_(module.weight, 1, 0.02)
for network in (generator, discriminator):
    network.to(memory_format=torch.channels_last).train()

adam = {"lr": 2e-4, "betas": (0.5, 0.999), "eps": 1e-8, "fused": True}
d_adam = torch.optim.Adam(discriminator.parameters(), **adam)
g_adam = torch.optim.Adam(generator.parameters(), **adam)


def generate(label):
    noise = torch.randn(len(label), latent)
    return generator(torch.cat([noise, one_hot(label, classes)], 1) if classes else noise)


def judge(pixels, label):
    if not classes:
        return discriminator(pixels)
    planes = one_hot(label, classes)[:, :, None, None].expand(-1, -1, 28, 28)
    return discriminator(torch.cat([pixels, planes], 1))


def batches():
    """Real images and labels in an order drawn anew for each time through the data."""
    data = torch.from_numpy(images()).unsqueeze(1)
    with open(labels_file, "rb") as file:
        labels = torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8, offset=8).astype(numpy.int64))
    while True:
        for chosen in torch.randperm(len(data))[: len(data) // batch * batch].split(batch):
            yield data[chosen].contiguous(memory_format=torch.channels_last), labels[chosen]


def step(real, label):
    with torch.no_grad():
        generated = generate(label)
    d_loss = softplus(-judge(real, label)).mean() + softplus(judge(generated, label)).mean()
    d_adam.zero_grad()
    d_loss.backward()
    d_adam.step()
    discriminator.requires_grad_(False)
    g_loss = softplus(-judge(generate(label), label)).mean()
    g_adam.zero_grad()
    g_loss.backward()
    g_adam.step()
    discriminator.requires_grad_(True)


start = time.perf_counter()
for _, (real, label) in zip(range(steps), batches()):
    step(real, label)
seconds = time.perf_counter() - start

generator.eval()
with torch.inference_mode():
    label = torch.arange(count) % 10
    pixels = torch.cat([generate(part) for part in label.split(500)])
as_bytes = ((pixels[:, 0] + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
numpy.savez(options["out"], images=as_bytes.contiguous().numpy(), labels=label.to(torch.uint8).numpy())
print(json.dumps({"seconds": seconds}))
