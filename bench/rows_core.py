"""Rows 5, 6 and 7 (agents): what core_bench says of the core alone. It must not start a server."""
import re
import subprocess

BUILDS = ["core/core_bench"]
SMOKE = False  # a million waiting contacts, whatever one says
ROUTING_SHARE_MAX = 6    # of the same decision at the small end
STEPS_MIN = 1000000      # a second
AGENT_BYTES_MAX = 1024


def measure(run):
    """core_bench prints "words: value unit"."""
    text = subprocess.run([run.program("core", "core_bench")], capture_output=True, text=True, check=True).stdout
    small_end = {}
    for line in text.splitlines():
        match = re.match(r"^(\S.*?):\s+([\d.]+)\s*(ns a decision|steps/s|bytes)$", line)
        if not match:
            continue
        work, value, unit = re.sub(r"\s+", " ", match.group(1)), float(match.group(2)), match.group(3)
        identity = "core." + re.sub(r"[^a-z0-9]+", "-", work.lower()).strip("-")
        if unit == "ns a decision":  # against its own small end
            kind = work.split(",")[0]
            if kind in small_end:
                run.add(identity, "core: " + work, value, unit, small_end[kind], at_most=ROUTING_SHARE_MAX, issue="6")
            else:
                small_end[kind] = value
                run.add(identity, "core: " + work, value, unit)
        elif unit == "steps/s":
            run.add(identity, "core: " + work, value, unit, value_at_least=STEPS_MIN, issue="5")
        elif work == "memory of an agent":
            run.add(identity, "core: " + work, value, unit, value_at_most=AGENT_BYTES_MAX, issue="7")
        else:
            run.add(identity, "core: " + work, value, unit)
