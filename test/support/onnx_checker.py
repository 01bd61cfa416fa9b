"""Judges ONNX files with onnx's own full checker and strict shape inference, and opens them with
onnxruntime where it is installed: a path a line in, a JSON line out for each."""

import json
import sys

import onnx

try:
    import onnxruntime
except ImportError:
    onnxruntime = None


def check(path):
    onnx.checker.check_model(path, full_check=True)
    if onnx.load(path, load_external_data=False).ByteSize() < 2**30:
        onnx.shape_inference.infer_shapes(
            onnx.load(path), check_type=True, strict_mode=True, data_prop=True
        )
    if onnxruntime is not None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


for line in sys.stdin:
    try:
        check(line.rstrip("\n"))
        answer = {"ok": True}
    except Exception as error:
        answer = {"ok": False, "message": str(error)}
    print(json.dumps(answer), flush=True)
