"""Reads back what the map document holds."""

import base64
import gzip
import json
import re

import numpy as np


def unpack(container):
    length = int.from_bytes(container[:4], "little")
    header = json.loads(container[4 : 4 + length])
    columns = {
        c["name"]: np.frombuffer(
            container, dtype="<" + c["type"], count=c["length"], offset=c["offset"]
        )
        for c in header["columns"]
    }
    return header["meta"], columns


def held(document, name):
    text = re.search(rf'<script type="application/octet-stream" id="{name}">([^<]+)<', document)
    return unpack(gzip.decompress(base64.b64decode(text[1])))
