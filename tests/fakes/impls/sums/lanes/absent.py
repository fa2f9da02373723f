"""Needs what nobody has."""

LANE = {"kind": "peer", "label": "absent", "operations": ["sums"], "needs": ["module:no_such_module_anywhere"]}


def sums(given):
    return list
