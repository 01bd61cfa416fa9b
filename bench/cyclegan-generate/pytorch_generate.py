"""One image with the CycleGAN generator in PyTorch, eager, in inference mode. An argument, channels_last,
chooses that layout."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "cyclegan")]

import torch
from contestant import device, serve

torch.set_default_device(device())
from pytorch_networks import translator
from source import wave

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
layout = torch.channels_last if "channels_last" in sys.argv else torch.contiguous_format
generator = translator(64, 9).eval().to(memory_format=layout)
image = torch.from_numpy(wave(256)).permute(2, 0, 1)[None].to(device()).contiguous(memory_format=layout)


@torch.inference_mode()
def translate():
    pixels = generator(image).cpu().numpy()
    return {"mean": float(pixels.mean()), "stddev": float(pixels.std())}


serve(torch.__version__, f"eager, {layout}, inference_mode", {"image": translate})
