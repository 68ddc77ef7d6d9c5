#!/usr/bin/env python3
"""Runs the bench with everything tiny and looks at what it writes. It must not judge a figure.

    bench/bench_test.py [CLAIM]        NEXTUP_BINARY=BUILD/server/nextup: whose build directory is used
"""
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, "bench"), os.path.join(ROOT, "tools")]

import bench  # noqa: E402
import change_bytes  # noqa: E402
import flame  # noqa: E402
import frame  # noqa: E402
import groups  # noqa: E402
import nextup_client  # noqa: E402
import tap  # noqa: E402
import waits  # noqa: E402

BUILD = os.path.dirname(os.path.dirname(os.path.realpath(nextup_client.BINARY)))
MEMBERS = {"id", "row", "work", "value", "unit", "limit", "ratio", "target", "met"}
directory = tempfile.mkdtemp(prefix="bench-test-")
quick = {}


def quick_run():
    """The document of one quick run and what was printed; made once."""
    if not quick:
        names = [name for name in groups.NAMES if groups.group(name).SMOKE]
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            bench.main(["--build", BUILD, "--no-build", "--quick", "--rows", ",".join(names), "--results", directory])
        with open(os.path.join(directory, "latest.json"), encoding="utf-8") as file:
            quick.update(document=json.load(file), printed=printed.getvalue(), names=names)
    return quick


@tap.claim
def what_is_written_has_the_shape_that_was_promised():
    document = quick_run()["document"]
    assert set(document) == {"commit", "date", "machine", "groups", "failed", "rows"}, set(document)
    assert document["groups"] == quick_run()["names"]
    assert not document["failed"], document["failed"]
    assert "pinned" in document["machine"]
    for row in document["rows"]:
        assert set(row) - {"note"} == MEMBERS, row
        assert isinstance(row["value"], (int, float)) and isinstance(row["unit"], str), row
        assert row["met"] in (True, False, None), row


@tap.claim
def the_dated_file_and_the_latest_are_the_same():
    quick_run()
    names = sorted(os.listdir(directory))
    assert len(names) == 2 and names[1] == "latest.json", names
    assert names[0].endswith(quick_run()["document"]["commit"][:12] + ".json"), names
    first, latest = (open(os.path.join(directory, name), encoding="utf-8").read() for name in names)
    assert first == latest


@tap.claim
def no_promised_row_lacks_its_target_or_what_it_is_measured_against():
    rows = quick_run()["document"]["rows"]
    numbers = {number for number, _, _ in frame.PROMISES}
    for row in rows:
        assert row["row"] is None or row["row"] in numbers, row
        if row["row"]:
            assert row["target"], row
            assert row["limit"] is not None or row["target"].endswith(row["unit"]), row


@tap.claim
def the_ids_are_different():
    ids = [row["id"] for row in quick_run()["document"]["rows"]]
    assert len(ids) == len(set(ids)), sorted(ids)


@tap.claim
def the_end_of_the_table_says_of_each_promise_what_became_of_it():
    printed = quick_run()["printed"].split("The rows that were promised:")[1].splitlines()
    for number, words, _ in frame.PROMISES:
        assert any(line.split()[:1] == [number] and words in line for line in printed), (number, printed)


def row(number, met, target=">= 1"):
    return {"row": number, "met": met, "target": target}


def verdict(number, rows):
    return next(verdict for one, _, verdict in frame.verdicts(rows) if one == number)


@tap.claim
def a_promise_is_met_only_when_all_its_parts_were_judged_and_are():
    assert verdict("3", [row("3", True), row("3", True)]) == "met"
    assert verdict("3", [row("3", True), row("3", False)]) == "NOT met"
    assert verdict("3", [row("3", True)]).startswith("not measured")
    assert verdict("3", [row("3", True), row("3", True), row("3", None)]).startswith("not measured")
    assert verdict("3", [row("1", True)]) == "not measured"


@tap.claim
def a_ratio_that_cannot_be_is_no_verdict():
    with frame.Run(BUILD, 0.2, True) as run:
        run.add("faster", "faster than light", 2, "per s", limit=1, at_least=0.5, possible=lambda ratio: ratio <= 1, issue="1")
        made = run.rows[0]
    assert made["ratio"] is None and made["met"] is None and "no ratio: 2.00" in made["note"], made


STRACE = """
12 pwrite64(10</d/journal/000001.db-wal>, ""..., 24, 32) = 24
12 pwrite64(10</d/journal/000001.db-wal>, ""..., 4096, 56 <unfinished ...>
13 write(8</d/book.db-wal>, ""..., 512) = 512
12 <... pwrite64 resumed>) = 4096
12 fdatasync(10</d/journal/000001.db-wal> <unfinished ...>
13 fdatasync(8</d/book.db-wal>) = 0
12 <... fdatasync resumed>) = 0
12 fdatasync(10</d/journal/000001.db-wal>) = 0
12 pwrite64(10</d/journal/000001.db-wal>, ""..., 100, 9999) = 100
"""


@tap.claim
def what_a_commit_wrote_is_what_stands_between_two_syncs_of_the_journal():
    assert list(change_bytes.commits(STRACE.splitlines())) == [4120]


@tap.claim
def stacks_are_folded_from_the_thread_up_and_unnamed_threads_keep_their_number():
    text = "nextup  7 \n\t 55 inner.constprop.0\n\t 44 outer\n\nnextup  9 \n\t 55 inner\n\njournal-writer  8 \n\t 1 write+0x1f\n\nnextup  7 \n\t 55 inner\n\t 44 outer\n"
    assert dict(flame.fold(text, 7)) == {("loop", "outer", "inner"): 2, ("nextup 9", "inner"): 1, ("journal-writer", "write"): 1}


@tap.claim
def a_wait_for_a_processor_is_told_with_who_had_it():
    text = """
          nextup-7       [000] d..2. 5.000100: sched_switch: prev_comm=nextup prev_pid=7 prev_prio=120 prev_state=R ==> next_comm=snapshots next_pid=9 next_prio=130
 journal-writer-8       [001] d..2. 5.000200: sched_switch: prev_comm=journal-writer prev_pid=8 prev_prio=120 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120
       snapshots-9       [000] d..2. 5.001000: sched_waking: comm=journal-writer pid=8 prio=120 target_cpu=001
 journal-writer-8       [001] d..2. 5.001500: sched_switch: prev_comm=journal-writer prev_pid=8 prev_prio=120 prev_state=S ==> next_comm=swapper/1 next_pid=0 next_prio=120
       snapshots-9       [000] d..2. 5.003100: sched_switch: prev_comm=snapshots prev_pid=9 prev_prio=130 prev_state=R ==> next_comm=nextup next_pid=7 next_prio=120
"""
    story = waits.Story(text)
    assert ("nextup", 5000100, 5003100) in story.waits, story.waits
    # the switch away from idle is not in the trace: the writer ran from when it was woken
    assert ("journal-writer", 5001000, 5001000) in story.waits, story.waits
    beside = story.beside(5000100, 5003100)
    assert beside[0] == {"snapshots": 3000}, beside
    assert beside[1]["journal-writer"] == 500 and beside[1]["idle"] == 2400, beside


class Broken:
    @staticmethod
    def measure(run):
        run.add("half", "the first half", 1, "s")
        raise RuntimeError("an answer was 503")


@tap.claim
def a_group_that_fails_is_named_and_the_others_are_kept():
    with frame.Run(BUILD, 0.2, True) as run:
        run.measure("broken", Broken)
        document = run.document()
    assert document["failed"] == {"broken": "an answer was 503"} and len(document["rows"]) == 1, document


@tap.claim
def what_cannot_be_judged_says_why():
    with frame.Run(BUILD, 0.2, True) as run:
        run.add("short", "a run that was too short", 2, "ms", limit=1, at_most=5, unjudged="too short", issue="3", note="as it is")
        made = run.rows[0]
    assert made["ratio"] == 2 and made["met"] is None and made["note"] == "too short; as it is", made


def clean_up():
    shutil.rmtree(directory, ignore_errors=True)


tap.run(clean_up)
