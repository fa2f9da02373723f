"""A client that raises."""

LANE = {"kind": "own", "label": "raises", "operations": ["ask"]}


def client(given, stage):
    return lambda: given[len(given)]
