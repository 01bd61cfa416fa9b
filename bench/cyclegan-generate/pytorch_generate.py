"""One image with the CycleGAN generator in PyTorch, eager, in inference mode."""

import os
import sys

sys.path[:0] = [os.path.join(os.path.dirname(__file__), "..", folder) for folder in ("harness", "cyclegan")]

import torch
from contestant import serve
from pytorch_networks import translator
from source import wave

torch.set_num_threads(int(os.environ["THREADS"]))
torch.manual_seed(1)
generator = translator(64, 9).eval()
image = torch.from_numpy(wave(256)).permute(2, 0, 1)[None].contiguous()
if os.environ.get("CHANNELS_LAST"):
    generator.to(memory_format=torch.channels_last)
    image = image.contiguous(memory_format=torch.channels_last)


@torch.inference_mode()
def translate():
    pixels = generator(image).numpy()
    return {"mean": float(pixels.mean()), "sd": float(pixels.std())}


serve(torch.__version__, "eager, inference_mode", {"image": translate})
