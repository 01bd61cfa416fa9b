"""An ONNX model for MLServer, computed by PyPI's onnxruntime."""

import onnxruntime
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse, MetadataTensor, ResponseOutput
from mlserver.utils import get_model_uri

DATATYPES = {
    "tensor(float)": "FP32",
    "tensor(double)": "FP64",
    "tensor(int32)": "INT32",
    "tensor(int64)": "INT64",
    "tensor(bool)": "BOOL",
}


def described(values):
    return [
        MetadataTensor(
            name=value.name,
            datatype=DATATYPES[value.type],
            shape=[size if isinstance(size, int) else -1 for size in value.shape],
        )
        for value in values
    ]


class Onnx(MLModel):
    async def load(self) -> bool:
        uri = await get_model_uri(self.settings)
        options = onnxruntime.SessionOptions()
        # As in ganport's server: threads that wait take no time from the others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(uri, options, providers=["CPUExecutionProvider"])
        self.inputs = described(self.session.get_inputs())
        self.outputs = described(self.session.get_outputs())
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        feeds = {tensor.name: NumpyCodec.decode_input(tensor) for tensor in payload.inputs}
        names = [tensor.name for tensor in payload.outputs or []]
        if not names:
            names = [output.name for output in self.session.get_outputs()]
        results = self.session.run(names, feeds)
        datatypes = {output.name: output.datatype for output in self.outputs}
        # NumpyCodec would give a vector a second axis.
        outputs = [
            ResponseOutput(
                name=name,
                datatype=datatypes[name],
                shape=list(result.shape),
                data=result.ravel().tolist(),
            )
            for name, result in zip(names, results)
        ]
        return InferenceResponse(model_name=self.name, outputs=outputs)
