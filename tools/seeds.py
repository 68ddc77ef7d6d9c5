#!/usr/bin/env python3
"""Keeps what fuzzers found as text: NAME.found beside the folder NAME of named seeds, one input a line. It must not choose what is kept (tools/fuzz minimise does).

    tools/seeds.py pack DIRECTORY NAME.found      every file of DIRECTORY as a line, in the order of the bytes
    tools/seeds.py unpack NAME.found DIRECTORY    and back: a file each, called by its line's number

Printable ASCII stands for itself, a backslash is \\\\, every other byte \\xNN. So a thousand inputs are one file that can be read and compared.
"""
import os
import re
import sys

ESCAPE = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")


def escape(data):
    return "".join("\\\\" if byte == 0x5C else chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}" for byte in data)


def unescape(line):
    """Raises ValueError for a line that escape() does not write."""
    if ESCAPE.sub(b"", line).count(b"\\") or re.search(rb"[^\x20-\x7e]", line):
        raise ValueError(f"no line of seeds: {line[:60]!r}")
    return ESCAPE.sub(lambda found: bytes.fromhex(found.group(1).decode()) if found.group(1) else b"\\", line)


def pack(directory, packed):
    inputs = set()
    for name in os.listdir(directory):
        with open(os.path.join(directory, name), "rb") as file:
            inputs.add(file.read())
    with open(packed, "w", encoding="ascii") as file:
        file.writelines(escape(data) + "\n" for data in sorted(inputs))


def unpack(packed, directory):
    os.makedirs(directory, exist_ok=True)
    with open(packed, "rb") as file:
        for number, line in enumerate(file, 1):
            with open(os.path.join(directory, f"found-{number}"), "wb") as out:
                out.write(unescape(line.rstrip(b"\n")))


def main():
    words = {"pack": pack, "unpack": unpack}
    if len(sys.argv) != 4 or sys.argv[1] not in words:
        sys.exit(__doc__)
    words[sys.argv[1]](sys.argv[2], sys.argv[3])


if __name__ == "__main__":
    main()
