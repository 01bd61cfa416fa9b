"""python3 unpack.py FOLDER: checks the parts beside this file, joins them and unpacks them into FOLDER."""

import hashlib
import json
import lzma
import os
import sys
import tarfile

here = os.path.dirname(os.path.abspath(__file__))


class Parts:
    """The parts, one after the other, as a file."""

    def __init__(self, parts):
        self.parts, self.data = iter(parts), b""

    def read(self, size):
        while len(self.data) < size:
            part = next(self.parts, None)
            if part is None:
                break
            with open(os.path.join(here, part["name"]), "rb") as file:
                bytes_ = file.read()
            if hashlib.sha256(bytes_).hexdigest() != part["sha256"]:
                sys.exit(f"{part['name']} is damaged: copy it again")
            self.data += bytes_
        head, self.data = self.data[:size], self.data[size:]
        return head


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
