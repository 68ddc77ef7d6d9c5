"""What fuzzers found comes back from its text byte for byte. It must not look at what is in the repository."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import seeds  # noqa: E402
import tap  # noqa: E402


@tap.claim
def every_byte_comes_back():
    inputs = {b"", b"\\", b"\\x41", b"a\nb", b"\r\n", bytes(range(256)), "é".encode()}
    with tempfile.TemporaryDirectory() as place:
        loose, packed, back = (os.path.join(place, name) for name in ("loose", "packed", "back"))
        os.mkdir(loose)
        for number, data in enumerate(inputs):
            with open(os.path.join(loose, str(number)), "wb") as file:
                file.write(data)
        seeds.pack(loose, packed)
        seeds.unpack(packed, back)
        found = set()
        for name in os.listdir(back):
            with open(os.path.join(back, name), "rb") as file:
                found.add(file.read())
    assert found == inputs, found ^ inputs


@tap.claim
def a_line_that_nobody_wrote_is_refused():
    for line in (b"\\", b"a\\n", b"\\xZZ", b"\xc3\xa9", b"\\x4"):
        try:
            seeds.unescape(line)
        except ValueError:
            continue
        raise AssertionError(line)


tap.run()
