"""The groups of rows, in the order in which they are measured: rows_NAME.py for each name. It must not know what they do; frame.py says what a group is."""
import importlib

NAMES = [
    "status",  # rows 1, 2
    "core",    # rows 5, 6, 7 (agents)
]


def group(name):
    return importlib.import_module("rows_" + name)
