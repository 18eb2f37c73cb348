"""Asks a registry for its catalog until it answers, and fails where that is not the catalog of an empty one."""

import json
import sys
import time
import urllib.request

address = sys.argv[1]
deadline = time.monotonic() + 20
while True:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            catalog = json.load(answer)
        break
    except OSError:
        if time.monotonic() > deadline:
            sys.exit(f"{address} does not answer")
        time.sleep(0.1)
if catalog != {"repositories": []}:
    sys.exit(f"an empty registry lists {catalog}")
print(f"{address} answers")
