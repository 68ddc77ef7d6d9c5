"""Tests of the bugs that are planted: each is what a tired person writes, and none is where only a check stands."""
import pathlib
import sys

from bugs import bugs_of, panic_lines
from mutate import EXPLAINED, ROOT, Tree, explained, order_of


def planted(line):
    """What becomes of a line inside a function."""
    return {bug.after.strip() for bug in bugs_of("x.c", "void x(void)\n{\n" + line + "\n}\n")}


def a_comparison_becomes_its_neighbour_or_its_opposite():
    assert planted("    if (a < b)") == {"if (a <= b)"}
    assert planted("    if (a >= b)") == {"if (a > b)"}
    assert planted("    if (a == b)") == {"if (a != b)"}


def a_pointer_is_no_comparison():
    assert planted("    if (a->b)") == set()
    assert planted("    if (a->b > c)") == {"if (a->b >= c)"}


def connectives_signs_and_truths_change():
    assert planted("    if (a && !b)") == {"if (a || !b)", "if (a && b)"}
    assert planted("    return a + b;") == {"return a - b;"}
    assert planted("    return true;") == {"return false;"}
    assert planted("    return 1;") == {"return 0;", "return 2;"}


def a_call_and_an_assignment_are_left_out():
    assert planted("    leg_clear(decision, number);") == {""}
    assert planted("    next.at = at;") == {""}
    assert planted("    count++;") == {"count--;", ""}
    assert planted("    int x = y;") == set()


def a_comment_is_left_alone():
    assert planted("    x(a); /* a < b */") == {""}
    assert planted("    /* a < b\n     && c */") == set()


def a_panic_and_its_condition_are_left_alone():
    lines = ["    count = 1;", "    if (a != b ||", "        c > d)", '        acd_panic("x");', "    else if (e)", "        e = 0;", "    else",
             '        acd_panic("y");', "    f(g);"]
    assert panic_lines(lines) == {2, 3, 4, 7, 8}
    assert planted("    if (a < b)\n        acd_panic(\"x\");") == set()


def functions_that_check_and_locks_are_left_alone():
    assert list(bugs_of("x.c", "const char *leg_check(void)\n{\n    if (a < b)\n}\n")) == []
    helper = "static const char *check_row(void)\n{\n    if (a < b)\n}\n"
    assert list(bugs_of("core/x.c", helper)) == [] and len(list(bugs_of("journal/x.c", helper))) == 1
    assert planted("    pthread_mutex_lock(&journal->mutex);") == set()


def the_same_text_gives_the_same_bugs():
    text = (ROOT / "core/choice.c").read_text()
    bugs = [str(bug) for bug in bugs_of("core/choice.c", text)]
    assert len(bugs) > 100 and bugs == [str(bug) for bug in bugs_of("core/choice.c", text)]


class Told:
    def __init__(self, name, suite, quick=True):
        self.name, self.suites, self.quick = name, {suite}, quick


def the_files_own_test_comes_first_and_slow_ones_never():
    tests = [Told("core/agent", "core"), Told("core/leg", "core"), Told("sim/worlds", "sim"), Told("proof/ledger", "proof", quick=False)]
    order = [[test.name for test in group] for group in order_of(["core", "sim", "proof"], tests, "core/leg.c")]
    assert order == [["core/leg"], ["core/agent"], ["sim/worlds"]]


class Runs(Tree):
    """A tree whose tests end with these codes, one after the other."""

    def __init__(self, *codes):
        self.codes = list(codes)

    def run(self, *words, **_):
        return self.codes.pop(0)


def a_failure_counts_if_it_comes_again_and_a_test_without_end_at_once():
    test = Told("core/leg", "core")
    test.command, test.timeout, test.environment, test.place = [], 30, {}, ""
    assert Runs(0).passes(test) and Runs(1, 0).passes(test)
    assert not Runs(1, -6).passes(test) and not Runs(None).passes(test) and not Runs(1, None).passes(test)


def every_explained_bug_can_still_be_planted():
    for place, before, after in explained():
        file = place.split(":")[0]
        text = (ROOT / file).read_text()
        assert any((place, before, after) in bug.keys() for bug in bugs_of(file, text)), f"{EXPLAINED}: {place} has no such line now: {before}"


CLAIMS = [a_comparison_becomes_its_neighbour_or_its_opposite, a_pointer_is_no_comparison, connectives_signs_and_truths_change,
          a_call_and_an_assignment_are_left_out, a_comment_is_left_alone, a_panic_and_its_condition_are_left_alone,
          functions_that_check_and_locks_are_left_alone, the_same_text_gives_the_same_bugs, the_files_own_test_comes_first_and_slow_ones_never,
          a_failure_counts_if_it_comes_again_and_a_test_without_end_at_once, every_explained_bug_can_still_be_planted]


def main():
    failed = 0
    print(f"1..{len(CLAIMS)}")
    for number, claim in enumerate(CLAIMS, 1):
        try:
            claim()
            print(f"ok {number} - {claim.__name__}")
        except AssertionError as error:
            failed += 1
            print(f"not ok {number} - {claim.__name__}\n# {error}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
