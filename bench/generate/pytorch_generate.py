"""Images from noise with the DCGAN generator in PyTorch, eager, in inference mode."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "dcgan")]

import torch
from contestant import device, serve

torch.set_default_device(device())
from pytorch_networks import generator, latent

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
generator.eval()


@torch.inference_mode()
def generate(count):
    images = generator(torch.randn(count, latent)).cpu().numpy()
    return {"mean": float(images.mean()), "stddev": float(images.std())}


cases = {str(count): lambda count=count: generate(count) for count in (25, 256)}
serve(torch.__version__, "eager, channels_last, inference_mode", cases)
