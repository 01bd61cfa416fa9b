"""Triton's own client over gRPC: prints what it was told and what it computed, as JSON."""

import json
import sys

import numpy as np
import tritonclient.grpc as grpc

url, model, key = sys.argv[1:]
client = grpc.InferenceServerClient(url)
headers = {"authorization": f"Bearer {key}"}
noise = np.sin(np.arange(20, dtype=np.float32)).reshape(5, 4)
label = np.array([0, 1, 0, 1, 0], np.int32)


def inputs(count=2):
    tensors = [grpc.InferInput("noise", [5, 4], "FP32"), grpc.InferInput("label", [5], "INT32")]
    for tensor, values in zip(tensors, (noise, label)):
        tensor.set_data_from_numpy(values)
    return tensors[:count]


def refused(call):
    try:
        call()
    except grpc.InferenceServerException as error:
        return f"{error.status()}: {error.message()}"


metadata = client.get_model_metadata(model, as_json=True, headers=headers)
result = client.infer(model, inputs(), request_id="7", headers=headers)
print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "modelReady": client.is_model_ready(model, headers=headers),
            "server": client.get_server_metadata(as_json=True, headers=headers),
            "model": metadata,
            "id": result.get_response().id,
            "image": result.as_numpy("image").tolist(),
            "keyless": refused(lambda: client.get_model_metadata(model)),
            "missing": refused(lambda: client.get_model_metadata("none", headers=headers)),
            "wrong": refused(lambda: client.infer(model, inputs(1), headers=headers)),
        }
    )
)
