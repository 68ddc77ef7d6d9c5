"""The groups of rows, in the order in which they are measured: rows_NAME.py for each name. It must not know what they do; frame.py says what a group is."""
import importlib

NAMES = [
    "status",  # rows 1, 2
    "pace",    # row 3
    "restart",  # row 8
    "core",    # rows 5, 6, 7 (agents)
    "line",    # rows 4a, 4b, 7 (panels), 9
    "offers",  # rows 12, 13
    "page",    # row 10
    "whatif",  # row 11
]


def group(name):
    return importlib.import_module("rows_" + name)
