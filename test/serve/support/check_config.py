"""Reads config.pbtxt files with Triton's own definitions, and prints each as JSON."""

import json
import sys

from google.protobuf import json_format, text_format
from tritonclient.grpc import model_config_pb2

for path in sys.argv[1:]:
    with open(path) as file:
        config = text_format.Parse(file.read(), model_config_pb2.ModelConfig())
    told = json_format.MessageToDict(config, preserving_proto_field_name=True)
    print(json.dumps(told))
