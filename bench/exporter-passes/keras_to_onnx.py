"""Converts models by tf2onnx and onnxslim. The argument is a folder with NAME.json (a list of the model's
topology and the shapes of each layer's weights) and NAME.bin (the weights); it gets NAME.peer.onnx."""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxslim
import tensorflow as tf
import tf2onnx


def convert(folder: Path, name: str) -> None:
    description = json.loads((folder / f"{name}.json").read_text())
    model = tf.keras.models.model_from_json(json.dumps(description["topology"]))
    numbers = np.fromfile(folder / f"{name}.bin", dtype="<f4")
    start = 0
    for layer, shapes in description["weights"]:
        values = []
        for shape in shapes:
            size = int(np.prod(shape))
            values.append(numbers[start : start + size].reshape(shape))
            start += size
        model.get_layer(layer).set_weights(values)
    converted, _ = tf2onnx.convert.from_keras(model, opset=18)
    onnx.save(onnxslim.slim(converted), folder / f"{name}.peer.onnx")


folder = Path(sys.argv[1])
for name in sys.argv[2:]:
    try:
        convert(folder, name)
        print(name, file=sys.stderr)
    except Exception as error:  # the table leaves the model's place empty
        print(f"{name}: {error}", file=sys.stderr)
