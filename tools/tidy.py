#!/usr/bin/env python3
"""Checks what the compiler does not: the walls between the rooms, lengths, names, banned functions. It must not change a file.

    tools/tidy.py [--build BUILD] [--warn]

Every finding is one line, "file:line: what is wrong". Exit 1 if there is any. --build also asks nm what the core's library needs
from outside; --warn prints what is allowed but worth a look (files above the soft limit).

ALLOWED at the end is the ratchet: a finding listed there is passed over, and an entry that no longer finds anything is itself an error.
"""
import argparse
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 1000
FILE_LINES_SOFT = 500
CODE_COLUMNS_MAX = 120      # the formatter aims at 110
COMMENT_COLUMNS_MAX = 200   # a contract beside its declaration, and a row of a table, which is read across
TABLE_ROW = re.compile(r'^    (?:\{|[A-Z][A-Z_]+\().*[)}],$')
C_ROOMS = ["core", "policy", "journal", "tally", "whatif", "book", "pump", "edge", "server", "lib", "sim", "scenarios", "bench", "compat", "proof", "tools"]
GENERATED = {"node_modules", "dist", "test-results", "results", "__pycache__"}

# What each room may include from others (design.md, section 3). Itself always. A full path means that header only.
MAY_INCLUDE = {
    "core": [],
    "policy": ["core/core.h", "lib"],
    "journal": ["core/core.h", "lib"],
    "tally": ["core/core.h", "lib"],
    "whatif": ["core/core.h", "policy/wishes.h", "tally/tally.h", "tally/now.h", "lib"],
    "book": ["core/core.h", "lib", "journal/journal.h", "tally/tally.h"],
    "pump": ["core", "journal", "book", "lib"],
    "edge": ["core/core.h", "pump/pump.h", "book/book.h", "book/body.h", "book/spans.h", "book/metrics.h", "tally", "lib"],
    "lib": [],
    "server": ["core", "policy", "journal", "tally", "whatif", "book", "pump", "edge", "lib"],
    "sim": ["core", "policy", "journal", "tally", "book", "pump", "lib"],
    "scenarios": ["core", "tally", "journal", "book", "pump", "lib"],
    "bench": ["core", "journal", "book", "pump", "edge", "whatif", "lib"],
    "compat": ["lib"],
    "tools": ["core", "journal", "tally", "book", "pump", "edge", "lib"],
    "proof": ["core/core.h", "core/testing/canonical.h", "server/centres.h", "server/make.h", "lib"],
}
# Tests may look one floor deeper: into their own room, and at the in-memory journal.
TESTS_MAY_INCLUDE = ["lib/testing", "journal/memory.h", "sim/world.h", "tally/testing", "pump/pump.h", "book/book.h", "book/body.h", "core/core.h", "lib"]

CORE_SYSTEM_HEADERS = {"stdint.h", "stdbool.h", "stddef.h", "string.h", "assert.h", "stdalign.h"}
CORE_OUTSIDE = {"memcpy", "memmove", "memset", "memcmp", "strlen", "acd_panic", "__assert_fail", "__stack_chk_fail"}

BANNED = {
    "strcpy": "snprintf or memcpy with a known length", "strcat": "a struct buf", "sprintf": "snprintf",
    "vsprintf": "vsnprintf", "gets": "getline", "atoi": "strtol with its checks", "atol": "strtol with its checks",
    "atof": "strtod with its checks", "rand": "lib/random.h", "srand": "lib/random.h", "random": "lib/random.h",
    "strtok": "strtok_r or a parser", "alloca": "a bounded array", "tmpnam": "mkstemp", "mktemp": "mkstemp",
    "localtime": "localtime_r", "gmtime": "gmtime_r", "asctime": "strftime", "ctime": "strftime", "system": "posix_spawn",
    "popen": "posix_spawn", "strncpy": "snprintf or memcpy", "usleep": "an event to wait for", "sleep": "an event to wait for",
    "signal": "sigaction", "setjmp": "an exit label", "longjmp": "an exit label",
}
CLOCKS = {"time", "gettimeofday", "clock_gettime", "uv_now", "uv_hrtime", "clock"}
CLOCK_ROOMS = ("server/", "lib/", "sim/", "bench/", "compat/", "journal/")

# Words cut short, and the whole word. Only id seq ms max min len are allowed (design.md, section 7).
ABBREVIATIONS = {
    "msg": "message", "msgs": "messages", "cfg": "config", "conf": "config", "mgr": "manager", "evt": "event", "ev": "event",
    "req": "request", "res": "result", "resp": "answer", "rsp": "answer", "cmd": "command", "cmds": "commands", "cnt": "count",
    "num": "count", "idx": "index", "ptr": "pointer", "buff": "buf", "str": "text", "addr": "address", "prev": "previous",
    "cur": "current", "curr": "current", "tmp": "what it holds", "temp": "what it holds", "usr": "user", "pwd": "password",
    "passwd": "password", "sess": "session", "conn": "connection", "srv": "server", "svc": "service", "dst": "target", "src": "source",
    "func": "function", "cb": "done, or what it is called for", "init_fn": "init", "ts": "at", "tm_out": "deadline",
    "attr": "attribute", "attrs": "attributes", "param": "parameter", "params": "parameters", "val": "value", "vals": "values",
    "sz": "len", "siz": "len", "nbr": "count", "qty": "count", "pos": "at", "hdr": "header", "hdrs": "headers", "err": "error",
    "errs": "errors", "fd_": "descriptor", "desc": "description", "desc_": "description", "info_": "what it is", "obj": "object",
    "ctxt": "ctx", "cust": "customer", "agt": "agent", "acct": "account", "auth_z": "authorised", "calc": "compute", "chk": "check",
    "alloc": "new", "dealloc": "free", "del": "delete", "rm": "remove", "ins": "insert", "upd": "update", "sel": "select",
}
# Words of POSIX and of libraries that look cut short; and loop counters.
ABBREVIATIONS_PARDONED = {"passwd", "ins"}  # sign_ins: plural of "sign in"

SKIPPED_WORDS = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
CALL = re.compile(r"(?<![\w.>])([a-z_][a-z0-9_]*)\s*\(")
DECLARED = re.compile(r"\b(?:struct|enum|union)\s+\w+\s*\**\s*(\w+)\b|"
                      r"\b(?:int|char|bool|void|size_t|ssize_t|float|double|long|unsigned|u?int(?:8|16|32|64)_t)\s*\**\s*(\w+)\b")

findings = []
warnings = []


def find(path, line, rule, what):
    findings.append((path, line, rule, what))


def source_files(extensions):
    for directory, names, files in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in GENERATED and not name.startswith(".") and not name.startswith("build"))
        for name in sorted(files):
            if name.endswith(extensions):
                yield os.path.relpath(os.path.join(directory, name), ROOT)


def without_comments_and_texts(text):
    """The same text, same lines, with comments and the inside of literals blanked."""
    def blank(match):
        kept = match.group(0)
        if kept[0] in "\"'":
            return kept[0] + re.sub(r"[^\n]", " ", kept[1:-1]) + kept[-1]
        return re.sub(r"[^\n]", " ", kept)
    pattern = r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''
    return re.sub(pattern, blank, text, flags=re.DOTALL)


def room_of(path):
    return path.split("/", 1)[0]


def is_test(path):
    return bool(re.search(r"(_test|_fuzz|_bench)\.[ch]$", path)) or "/testing/" in path


def included_allowed(path, header):
    room, target = room_of(path), room_of(header)
    if target == room:
        if room != "edge":
            return True
        # One edge must not know another; what they share stands in common/.
        if header.startswith("edge/common/") or (is_test(path) and header.startswith("edge/testing/")):
            return True
        if path.startswith("edge/testing/"):  # the rig wires the edges as server/ does
            return True
        return os.path.dirname(path).split("/")[:2] == os.path.dirname(header).split("/")[:2]
    for allowed in MAY_INCLUDE.get(room, []) + (TESTS_MAY_INCLUDE if is_test(path) else []):
        if header == allowed or header.startswith(allowed + "/"):
            return True
    return False


def check_includes(path, lines):
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quote, header = match.groups()
        if quote == "<":
            if room_of(path) == "core" and not is_test(path) and header not in CORE_SYSTEM_HEADERS:
                find(path, number, "wall", f"the core may not include <{header}>")
            continue
        if "/" not in header:
            if not header.endswith((".inc", "llhttp.h")):
                find(path, number, "wall", f'"{header}" does not name its room')
        elif room_of(header) not in C_ROOMS:
            continue
        elif not included_allowed(path, header):
            find(path, number, "wall", f"{room_of(path)}/ may not include \"{header}\"")
        elif header == "lib/clock.h" and not path.startswith(("server/", "lib/", "sim/", "bench/")) and not is_test(path):
            find(path, number, "clock", "only server/ may read the clock")


def check_banned(path, bare):
    for number, line in enumerate(bare, 1):
        for match in CALL.finditer(line):
            name = match.group(1)
            if name in BANNED:
                find(path, number, "banned", f"{name}() is banned: use {BANNED[name]}")
            elif name in CLOCKS and not path.startswith(CLOCK_ROOMS) and not path.endswith("_bench.c"):
                find(path, number, "clock", f"{name}() reads the clock; this room is handed the time")


def functions(bare):
    """(name, first line, last line, header) of each function definition: a body that opens in the first column or at the end of an
    unindented line that closes parentheses, and ends with a "}" in the first column."""
    start, header = None, ""
    for number, line in enumerate(bare, 1):
        if start is None and line.startswith("{"):
            back = number - 1
            while back > 0 and bare[back - 1].strip() and not bare[back - 1].rstrip().endswith((";", "}")):
                back -= 1
            start, header = number, " ".join(bare[back:number - 1])
        elif start is None and re.match(r"^\S.*\)\s*\{\s*$|^\s+\S.*\)\s*\{\s*$", line) and not line.startswith(("    if", "    for", "    while", "    switch")):
            back = number - 1
            while back > 0 and bare[back].startswith((" ", "\t")) and bare[back - 1].strip():
                back -= 1
            if bare[back].startswith((" ", "\t")):
                continue
            start, header = number, " ".join(bare[back:number])
        elif start is not None and line.startswith("}"):
            match = re.search(r"(\w+)\s*\(", header)
            if match:
                yield match.group(1), start, number, header
            start = None


def check_lengths(path, lines, bare):
    if len(lines) > FILE_LINES_MAX:
        find(path, len(lines), "length", f"the file has {len(lines)} lines, more than {FILE_LINES_MAX}")
    elif len(lines) > FILE_LINES_SOFT and not is_test(path):
        warnings.append(f"{path}:1: {len(lines)} lines, above the soft limit of {FILE_LINES_SOFT}")
    for name, start, end, _ in functions(bare):
        length = end - start + 1
        if length > FUNCTION_LINES_MAX:
            find(path, start, "length", f"{name}() has {length} lines, more than {FUNCTION_LINES_MAX}")
    for number, (line, code) in enumerate(zip(lines, bare), 1):
        is_row = TABLE_ROW.match(line.rstrip())
        if len(code.rstrip()) > CODE_COLUMNS_MAX and not path.endswith(".h") and not is_row:
            find(path, number, "length", f"{len(code.rstrip())} columns of code, more than {CODE_COLUMNS_MAX}")
        elif len(line) > COMMENT_COLUMNS_MAX:
            find(path, number, "length", f"{len(line)} columns, more than {COMMENT_COLUMNS_MAX}")


def check_names(path, bare):
    for number, line in enumerate(bare, 1):
        for match in DECLARED.finditer(line):
            name = match.group(1) or match.group(2)
            for word in name.lower().split("_"):
                if word in ABBREVIATIONS and word not in ABBREVIATIONS_PARDONED:
                    find(path, number, "name", f"'{name}': write {ABBREVIATIONS[word]} for {word}")
        if re.match(r"\s*typedef\s+(?:struct|union|enum)\b", line):
            find(path, number, "typedef", "a struct stays visible: no typedef")


def check_words(path, lines):
    for number, line in enumerate(lines, 1):
        if SKIPPED_WORDS.search(line):
            find(path, number, "words", "unfinished work belongs in an issue, not in a comment")
        if line != line.rstrip() and not path.endswith(".md"):
            find(path, number, "blank", "blanks at the end of the line")
        if "\t" in line and path.endswith((".c", ".h", ".py", ".build")):
            find(path, number, "blank", "a tab")


def check_opening(path, lines):
    first = next((line for line in lines if line.strip() and not line.startswith("#!")), "")
    opening = {".c": ("/*",), ".h": ("/*",), ".py": ('"""', "#"), ".ts": ("//", "/*"), ".tsx": ("//", "/*"), ".mjs": ("//", "/*"),
               "": ("#",)}
    wanted = opening.get(os.path.splitext(path)[1])
    if wanted and not first.lstrip().startswith(wanted):
        find(path, 1, "opening", "the first line is not a comment that says what the file is for")


def check_core_writers(path, bare):
    """Only apply_* (and what the state's own file offers to them) takes a struct acd that is not const and writes through it."""
    if room_of(path) != "core" or is_test(path):
        return
    for name, start, end, header in functions(bare):
        if not re.match(r"^(?:static\s+)?.*\bdecide_\w+\s*\(", header):
            continue
        if re.search(r"(?<!const )\bstruct acd \*", header):
            body = "\n".join(bare[start - 1:end])
            match = re.search(r"\bacd->[\w\[\].>-]+\s*(?:[-+|&]?=)(?!=)", body)
            if match:
                line = start + body[:match.start()].count("\n")
                find(path, line, "apply", f"{name}() writes state; only apply_* may")


def check_core_library(build):
    library = os.path.join(build, "core", "libnextup_core.a")
    if not os.path.exists(library):
        candidates = [os.path.join(build, "core", name) for name in os.listdir(os.path.join(build, "core"))
                      if name.startswith("lib") and name.endswith(".a")] if os.path.isdir(os.path.join(build, "core")) else []
        if not candidates:
            warnings.append(f"{build}/core has no library: what the core needs from outside was not looked at")
            return
        library = candidates[0]
    text = subprocess.run(["nm", library], check=True, stdout=subprocess.PIPE).stdout.decode()
    defined, wanted, data = set(), {}, []
    part = ""
    for line in text.splitlines():
        if line.endswith(":"):
            part = line[:-1]
            continue
        fields = line.split()
        if len(fields) < 2:
            continue
        kind, name = fields[-2], fields[-1]
        if kind == "U":
            wanted.setdefault(name, part)
        else:
            defined.add(name)
            if kind in "BbDdGgSsCc":
                data.append((part, name))
    for name, part in sorted(wanted.items()):
        plain = name.split("@")[0]
        if name in defined or plain in CORE_OUTSIDE or plain.startswith(("__asan", "__ubsan", "__sanitizer", "_GLOBAL_OFFSET_TABLE_")):
            continue
        find("core", 0, "wall", f"the core's library needs {name} from outside ({part}); only mem* and acd_panic are allowed")
    for part, name in data:
        if not name.startswith(("__asan", "__odr_asan", ".L", "_GLOBAL")) and "." not in name:
            find("core", 0, "wall", f"the core has a writable global: {name} ({part})")


# (file, rule, part of what is said): why it is allowed.
ALLOWED = [
]


def check_all(arguments):
    for path in source_files((".c", ".h")):
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            text = file.read()
        lines = text.splitlines()
        bare = without_comments_and_texts(text).splitlines()
        check_opening(path, lines)
        check_includes(path, lines)
        check_banned(path, bare)
        check_lengths(path, lines, bare)
        check_names(path, bare)
        check_words(path, lines)
        check_core_writers(path, bare)
    for path in source_files((".py", ".ts", ".tsx", ".mjs")):
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        check_opening(path, lines)
        check_words(path, lines)
        if len(lines) > FILE_LINES_MAX:
            find(path, len(lines), "length", f"the file has {len(lines)} lines, more than {FILE_LINES_MAX}")
    for path in source_files((".md", ".build", ".txt", ".sh")):
        with open(os.path.join(ROOT, path), encoding="utf-8") as file:
            check_words(path, file.read().splitlines())
    if arguments.build:
        check_core_library(arguments.build)


def main():
    parser = argparse.ArgumentParser(description="Checks the walls, lengths, names and banned functions.")
    parser.add_argument("--build", help="a build directory, to look at the core's library")
    parser.add_argument("--warn", action="store_true", help="print what is only worth a look, too")
    arguments = parser.parse_args()
    check_all(arguments)

    used = set()
    shown = 0
    for path, line, rule, what in sorted(findings):
        excuse = next((entry for entry in ALLOWED if entry[0] == path and entry[1] == rule and entry[2] in what), None)
        if excuse:
            used.add(excuse)
            continue
        shown += 1
        print(f"{path}:{line}: {what} [{rule}]")
    for entry in ALLOWED:
        if entry not in used:
            shown += 1
            print(f"tools/tidy.py:1: the allowance {entry[:3]} is no longer needed: remove it")
    if arguments.warn:
        for warning in warnings:
            print("note: " + warning)
    if shown:
        print(f"tidy: {shown} findings")
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main())
