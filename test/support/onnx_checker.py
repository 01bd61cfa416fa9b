"""Judges ONNX files with onnx's own full checker: a path a line in, a JSON line out for each."""

import json
import sys

import onnx

for line in sys.stdin:
    try:
        onnx.checker.check_model(line.rstrip("\n"), full_check=True)
        answer = {"ok": True}
    except Exception as error:
        answer = {"ok": False, "message": str(error)}
    print(json.dumps(answer), flush=True)
