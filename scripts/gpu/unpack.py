"""python3 unpack.py FOLDER: checks the parts beside this file, joins them and unpacks them into FOLDER."""

import hashlib
import io
import json
import lzma
import os
import sys
import tarfile

here = os.path.dirname(os.path.abspath(__file__))


class Parts:
    """The parts, one after the other, as a file."""

    def __init__(self, parts):
        self.parts, self.part = iter(parts), io.BytesIO()

    def read(self, size):
        while True:
            data = self.part.read(size)
            part = None if data else next(self.parts, None)
            if part is None:
                return data
            self.part = io.BytesIO(checked(part))


def checked(part):
    with open(os.path.join(here, part["name"]), "rb") as file:
        data = file.read()
    if hashlib.sha256(data).hexdigest() != part["sha256"]:
        sys.exit(f"{part['name']} is damaged: copy it again")
    return data


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(os.path.join(here, "parts.json"), encoding="utf-8") as file:
        parts = json.load(file)
    absent = [part["name"] for part in parts if not os.path.exists(os.path.join(here, part["name"]))]
    if absent:
        sys.exit(f"{', '.join(absent)}: not beside {os.path.basename(__file__)}")
    with lzma.open(Parts(parts)) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        archive.extractall(sys.argv[1])
    print(f"{sys.argv[1]} is unpacked")


main()
