"""nextup what-if from outside, on a centre that was just made: help, sentences for what is impossible, the report, and that no file changes. It must not look into a journal."""
import hashlib
import json
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402
from nextup_client import command  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-what-if-")
data = os.path.join(place, "data")


def files():
    found = {}
    for folder, _, names in os.walk(data):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                found[os.path.join(folder, name)] = hashlib.sha256(file.read()).hexdigest()
    return found


@tap.claim
def a_new_centre_is_told_and_no_file_changes():
    assert command("init", "--data", data, "--alias", "acme", "--admin", "root")[0] == 0
    before = files()
    code, out, err = command("what-if", "--data", data, "--arrivals-factor", "1.5", "--wrap-up-seconds", "10", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert told["centre"] == "acme" and told["changes"] == "wrap-up ends after 10 s (all queues), 1.500 times the contacts", told
    assert told["recorded"]["answered"] == told["simulated"]["answered"] == told["changed"]["answered"] == 0
    code, out, err = command("what-if", "--data", os.path.join(data, "centres", "acme"))
    assert code == 0 and "as it was     simulated\n" in out, out + err
    assert files() == before


@tap.claim
def what_is_impossible_is_said_in_one_sentence():
    for words, sentence in ((["--agents-add", "x", "--profile", "P"], "--agents-add takes a number from 1 to 10000"),
                            (["--agents-add", "3"], "need --profile NAME"),
                            (["--arrivals-factor", "11"], "--arrivals-factor takes a number from 0 to 10"),
                            (["--offer-seconds", "Nowhere=20"], 'There was no queue "Nowhere" in that time.'),
                            (["--skip-status", "Nap"], 'There was no status "Nap" in that time.'),
                            (["--skip-from", "2026-01-01"], "belong to --skip-status"),
                            (["--from", "yesterday"], '"yesterday" is no time'),
                            (["--from", "2020-01-01"], "Nothing is recorded in that time.")):
        code, out, err = command("what-if", "--data", data, *words)
        assert code == 1 and sentence in err and err.count("\n") == 1 and out == "", (words, code, out, err)
    assert command("what-if")[0] == 2 and "SYNOPSIS" in command("what-if", "--help")[1]


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
