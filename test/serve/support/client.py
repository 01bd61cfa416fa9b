"""Triton's own client against a server: prints what it was told and what it computed, as JSON."""

import json
import sys

import numpy as np
import tritonclient.http as http

url, model = sys.argv[1:]
client = http.InferenceServerClient(url, concurrency=8)
noise = np.sin(np.arange(20, dtype=np.float32)).reshape(5, 4)
label = np.array([0, 1, 0, 1, 0], np.int32)


def inputs(rows, binary):
    tensors = [http.InferInput("noise", [len(rows), 4], "FP32"), http.InferInput("label", [len(rows)], "INT32")]
    for tensor, values in zip(tensors, (noise[rows], label[rows])):
        tensor.set_data_from_numpy(values, binary_data=binary)
    return tensors


def infer(rows, binary, outputs=None):
    return client.infer(model, inputs(rows, binary), outputs=outputs, request_id="7")


def refused(call):
    try:
        call()
    except http.InferenceServerException as error:
        return f"{error.status()}: {error.message()}"


every = list(range(5))
asked = [http.InferRequestedOutput("image", binary_data=False)]
pending = [client.async_infer(model, inputs([row], True)) for row in every]
print(
    json.dumps(
        {
            "live": client.is_server_live(),
            "ready": client.is_server_ready(),
            "modelReady": client.is_model_ready(model, "1"),
            "server": client.get_server_metadata(),
            "model": client.get_model_metadata(model),
            "id": infer(every, True).get_response()["id"],
            "binary": infer(every, True).as_numpy("image").tolist(),
            "json": infer(every, False, asked).as_numpy("image").tolist(),
            "parallel": [one.get_result().as_numpy("image")[0].tolist() for one in pending],
            "missing": refused(lambda: client.get_model_metadata("none")),
            "wrong": refused(lambda: client.infer(model, inputs(every, True)[:1])),
        }
    )
)
