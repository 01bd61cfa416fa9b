"""Prints what TensorBoard's own reader finds in a folder of event files, as JSON."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

accumulator = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "tensors": 0})
accumulator.Reload()
tags = accumulator.Tags()
print(
    json.dumps(
        {
            "fileVersion": accumulator.file_version,
            "scalars": {
                tag: [[event.step, event.value] for event in accumulator.Scalars(tag)]
                for tag in tags["scalars"]
            },
            "images": {
                tag: [
                    [event.step, event.width, event.height, event.encoded_image_string[1:4].decode()]
                    for event in accumulator.Images(tag)
                ]
                for tag in tags["images"]
            },
            "texts": {
                tag: [
                    [event.step, event.tensor_proto.string_val[0].decode()]
                    for event in accumulator.Tensors(tag)
                ]
                for tag in tags["tensors"]
            },
        }
    )
)
