"""A GraphModel of tfjs as tf2onnx and onnxslim make it: convert.py MODEL.json OUT.onnx OPSET

TensorFlow's fused operators have an attribute since 2.11, the types of what is fused, that neither
tfjs's files nor tf2onnx write. It is added here: without it no model with a fused convolution converts.
"""

import sys

import onnx
import onnxslim
from tf2onnx import convert, tfjs_utils

model, out, opset = sys.argv[1:]
output_shapes = tfjs_utils.get_output_shapes


def with_fused_types(node, dtypes, shapes, constants):
    if node.op in ("_FusedConv2D", "_FusedDepthwiseConv2dNative") and "TArgs" not in node.attr:
        node.attr["TArgs"].list.type.extend([node.attr["T"].type] * node.attr["num_args"].i)
    return output_shapes(node, dtypes, shapes, constants)


tfjs_utils.get_output_shapes = with_fused_types
sys.argv = ["tf2onnx", "--tfjs", model, "--output", out, "--opset", opset]
convert.main()
onnx.save(onnxslim.slim(out), out)
