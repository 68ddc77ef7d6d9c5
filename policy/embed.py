"""Turns the room's documents into C byte arrays (presets.c reads them). It must not change them.

    embed.py OUT.c NAME=FILE ...
"""
import sys


def main():
    text = "/* Made by policy/embed.py. */\n#include <stddef.h>\n\n#include \"policy/presets.h\"\n"
    for argument in sys.argv[2:]:
        name, path = argument.split("=", 1)
        with open(path, "rb") as file:
            content = file.read()
        rows = [content[at:at + 24] for at in range(0, len(content), 24)]
        text += f"\nconst unsigned char policy_{name}_json[] = {{\n"
        text += "".join("    " + ", ".join(str(byte) for byte in row) + ",\n" for row in rows) + "    0};\n"
        text += f"const size_t policy_{name}_json_len = {len(content)};\n"
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
