"""What the ratchet counts and judges: a planted slow-down is found, only our own code is held tightly. It must not build Nextup."""
import contextlib
import io
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ratchet  # noqa: E402
import tap  # noqa: E402

# A path of so many turns. It says what it is and what cases it has, as tools/ratchet/ratchet.c does.
PROGRAM = r"""
#include <stdio.h>
static volatile unsigned sum;
__attribute__((noinline)) void ratchet_count(unsigned turns) { while (turns-- > 0) sum += turns; }
int main(int count, char **arguments) {
    (void)arguments;
    if (count < 2) { puts("cc 1\nmade/up 10"); return 0; }
    for (int warm = 0; warm < 1000; warm++) sum++;
    for (int round = 0; round < 10; round++) ratchet_count(TURNS);
    return 0;
}
"""

CALLGRIND = """version: 1
positions: line
events: Ir
ob=(1) /build/ratchet
fl=(1) one.c
fn=(1) ratchet_count
10 5
+2 7
cfn=(2) helper
calls=3 20
* 60
fn=(2)
20 30
cob=(2) /lib/libc.so.6
cfi=(2) memcpy.S
cfn=(3) memcpy
calls=1 0
+1 400
ob=(2)
fl=(2)
fn=(3)
0 400
"""


def counted(turns):
    with tempfile.TemporaryDirectory() as place:
        program = os.path.join(os.path.realpath(place), "made")
        subprocess.run(["cc", "-O1", f"-DTURNS={turns}", "-x", "c", "-", "-o", program], input=PROGRAM, text=True, check=True)
        return {"made/up": ratchet.measure(program, "made/up", 10)[0]}


def judged(own, libraries, kept_own=1000, kept_libraries=1000):
    return ratchet.judge({"a/b": {"own": kept_own, "libraries": kept_libraries}}, {"a/b": {"own": own, "libraries": libraries}})


@tap.claim
def a_planted_slow_down_of_five_turns_in_a_hundred_is_found():
    if not shutil.which("valgrind") or not shutil.which("cc"):
        raise tap.Skip("no valgrind or no compiler")
    before, same, slower = counted(1000), counted(1000), counted(1050)
    assert before == same, (before, same)
    assert ratchet.judge(before, same) == ([], [])
    failures, _ = ratchet.judge(before, slower)
    assert len(failures) == 1 and "own rose by 5.0%" in failures[0], failures
    _, notes = ratchet.judge(slower, before)
    assert len(notes) == 1 and "make ratchet-update" in notes[0], notes


@tap.claim
def what_a_call_costs_is_counted_once_and_in_the_object_it_runs_in():
    costs = ratchet.self_costs(CALLGRIND.splitlines())
    assert costs == {("/build/ratchet", "ratchet_count"): 12, ("/build/ratchet", "helper"): 30, ("/lib/libc.so.6", "memcpy"): 400}, costs
    counts, largest = ratchet.heaps(costs, "/build/ratchet", 2)
    assert counts == {"own": 21, "libraries": 200}, counts
    assert largest[0] == ("helper", 15), largest


@tap.claim
def own_code_may_rise_by_three_in_a_hundred_and_libraries_by_more():
    assert judged(1030, 1250) == ([], [])
    assert len(judged(1031, 1000)[0]) == 1
    assert len(judged(1000, 1251)[0]) == 1


@tap.claim
def what_fell_is_told_and_is_no_failure():
    failures, notes = judged(900, 1000)
    assert failures == [] and len(notes) == 1 and "fell by 10.0%" in notes[0], notes


@tap.claim
def a_case_that_is_not_kept_fails():
    failures, _ = ratchet.judge({}, {"a/b": {"own": 1, "libraries": 0}})
    assert len(failures) == 1 and "ratchet-update" in failures[0], failures


@tap.claim
def counts_of_another_compiler_are_not_compared():
    seen = {"a/b": {"own": 9999, "libraries": 0}}
    file = {"made_with": "gcc 1 x", "cases": {"a/b": {"own": 1, "libraries": 0}}}
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        assert ratchet.verdict(file, "gcc 2 x", seen, {"a/b": []}) == 0
        assert ratchet.verdict(file, "gcc 1 x", seen, {"a/b": []}) == 1
    assert "not compared" in told.getvalue()


tap.run()
