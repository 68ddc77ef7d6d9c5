"""The small bugs that one line of C can be given. Pure: text in, bugs out; it reads no file and runs nothing.

A bug is one small change of one line: another comparison, another connective, a number one off, a condition turned round, a call or an
assignment left out, the other truth returned. Left alone: what only checks (functions named _check, asserts, panics and the condition before a
panic: without the panic they have no consequence), locks, names, tables of constants, comments.
"""
import re

SWAPS = [
    (r"(?<![<>=!+\-*/&|])<(?![<=])(?=\s)", ["<="]), (r"<=", ["<"]), (r"(?<![\->=])>(?![>=])(?=\s)", [">="]), (r"(?<!-)>=", [">"]),
    (r"==", ["!="]), (r"!=", ["=="]), (r"&&", ["||"]), (r"\|\|", ["&&"]),
    (r"(?<=\s)\+(?=\s)", ["-"]), (r"(?<=\s)-(?=\s)", ["+"]), (r"\+\+", ["--"]), (r"(?<!\w)--", ["++"]),
    (r"\btrue\b", ["false"]), (r"\bfalse\b", ["true"]), (r"(?<=[( ])!(?=[a-z(])", [""]),
    (r"(?<=[ (])0(?=[;),])", ["1"]), (r"(?<=[ (])1(?=[;),])", ["0", "2"]),
]
STATEMENT = re.compile(r"^\s+(?:[a-z_]+\([^=]*\)|[a-z_][\w\->.\[\]]*\s*[-+|&]?=\s*[^=].*|[a-z_][\w\->.]*(?:\+\+|--));$")
# A lock that is left out shows only where two threads meet by chance: what looks for that is the race detector, not a test.
SKIPPED = re.compile(r"assert|pthread_mutex|^\s*(?:\*|/\*|//|#|case |default:)|^\s*static const|^\S|\bsnprintf|journal_fault|note\(|\"")
PANIC = re.compile(r"^\s+acd_panic\(")
CORE_CHECK = re.compile(r"^static const char \*check_")  # a part of an x_check(); in the journal such a function refuses what is on disk
CONDITION = re.compile(r"^\s+(?:\} )?(?:else )?if \(|^\s+(?:\} )?else\b")


class Bug:
    def __init__(self, file, number, before, after):
        self.file, self.number, self.before, self.after = file, number, before, after
        self.function = ""

    def __str__(self):
        return f"{self.file}:{self.number}: {self.before.strip()}   ->   {self.after.strip() or '(left out)'}"

    def keys(self):
        """As which explained.txt may name it: in the whole file, or in one function."""
        return {(place, self.before.strip(), self.after.strip()) for place in (str(self.file), f"{self.file}:{self.function}")}


def code_of(line):
    """The line with its comments blanked, as long as before."""
    return re.sub(r"/\*.*?\*/|/\*.*$", lambda found: " " * len(found[0]), line)


def panic_lines(lines):
    """The numbers of the lines that are a panic or the condition right before one, which may have several lines."""
    found = set()
    for number, line in enumerate(lines, 1):
        if not PANIC.match(line):
            continue
        found.add(number)
        above = number - 1
        while above > 0 and not lines[above - 1].rstrip().endswith(";"):
            found.add(above)
            if CONDITION.match(lines[above - 1]):
                break
            above -= 1
    return found


def bugs_of_line(file, number, line):
    code = code_of(line)
    for pattern, others in SWAPS:
        for found in re.finditer(pattern, code):
            for other in others:
                yield Bug(file, number, line, line[:found.start()] + other + line[found.end():])
    if STATEMENT.match(code.rstrip()) and not re.match(r"^\s+(?:return|break|goto)\b", code):
        yield Bug(file, number, line, "")


def bugs_of(file, text):
    """Every bug that could be planted in a file with this text."""
    lines = text.splitlines()
    checks = panic_lines(lines)
    inside_comment = False
    function = ""
    for number, line in enumerate(lines, 1):
        opens, closes = "/*" in line, "*/" in line
        begins = re.match(r"^[a-z].*?(\w+)\(", line)
        if begins and not inside_comment:
            function = begins[1] + ("_check" if CORE_CHECK.match(line) and str(file).startswith("core/") else "")
        if inside_comment or SKIPPED.search(line):
            inside_comment = (inside_comment or opens) and not closes
            continue
        inside_comment = opens and not closes
        if not function.endswith(("_check", "_name")) and number not in checks:
            for bug in bugs_of_line(file, number, line):
                bug.function = function
                yield bug
