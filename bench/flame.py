#!/usr/bin/env python3
"""Where the server's processors' time goes during row 1's work: perf's samples, folded, as one SVG with a tower for each thread. It must not change what is measured.

    bench/flame.py --build BUILD --out bench/results/NAME [--clients 256] [--seconds 4]        NAME.svg and NAME.folded

perf takes each thread's stack a few hundred times a second of processor time. Width is time; the lowest box is the thread, above it who calls whom.
"""
import argparse
import collections
import html
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))

import frame  # noqa: E402
from centre import started  # noqa: E402
from loads import Load  # noqa: E402

SAMPLES_PER_S = 299        # of each processor; no divisor of what a server does by the clock
STACK_BYTES = 8192         # copied with each sample: release builds keep no frame pointers
WIDTH, ROW, LETTER = 1200, 16, 6.6
SHARE_MIN = 0.002          # of all; narrower boxes are left out
COLOURS = ["#e8a33d", "#d9703f", "#c9523c", "#e0c04f", "#7fae6e", "#6fa3b8", "#8d86b8"]


def record(run, clients, seconds):
    """The samples as perf script prints them, and the load's figures."""
    data = os.path.join(run.place, "perf.data")
    with started(run) as centre:
        load, plan = Load(run), centre.plan(clients)
        load.status(plan, clients, 0.5)
        perf = subprocess.Popen(["perf", "record", "-q", "-F", str(SAMPLES_PER_S), "-e", "cpu-clock", "--call-graph", f"dwarf,{STACK_BYTES}",
                                 "-p", str(centre.server.process.pid), "-o", data], stderr=subprocess.DEVNULL)
        figures = load.status(plan, clients, seconds)
        perf.send_signal(2)
        perf.wait()
    script = subprocess.run(["perf", "script", "--no-inline", "-F", "comm,tid,ip,sym", "-i", data], capture_output=True, text=True, check=True)
    return script.stdout, centre.server.process.pid, figures


def fold(text, process):
    """Counts of stacks, each a tuple from the thread up. process: its main thread, the loop; others that were given no name keep their number."""
    stacks = collections.Counter()
    for sample in text.split("\n\n"):
        lines = sample.strip().splitlines()
        head = re.match(r"^(.*?)\s+(\d+)\s*:?\s*$", lines[0].strip()) if lines else None
        if not head:
            continue
        names = [re.sub(r"^\s*[0-9a-f]+\s+", "", line).strip() for line in lines[1:]]
        names = [re.sub(r"\.(?:isra|part|constprop|cold)\.?\d*|@plt|\+0x[0-9a-f]+$", "", name) for name in names if name]
        name, thread = head.group(1), int(head.group(2))
        names.append("loop" if thread == process else f"{name} {thread}" if name == "nextup" else name)
        stacks[tuple(reversed(names))] += 1
    return stacks


class Box:
    def __init__(self):
        self.count = 0
        self.above = {}


def tree(stacks):
    root = Box()
    for stack, count in stacks.items():
        box = root
        box.count += count
        for name in stack:
            box = box.above.setdefault(name, Box())
            box.count += count
    return root


def place(box, name, left, depth, total, boxes):
    boxes.append((left, depth, box.count, name))
    for inner_name, inner in sorted(box.above.items()):
        if inner.count >= SHARE_MIN * total:
            place(inner, inner_name, left, depth + 1, total, boxes)
        left += inner.count


def svg(stacks, title):
    root = tree(stacks)
    boxes = []
    place(root, "all threads", 0, 0, root.count, boxes)
    height = (max(depth for _, depth, _, _ in boxes) + 3) * ROW
    scale = WIDTH / root.count
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" font-size="11">',
             f'<text x="4" y="13">{html.escape(title)}</text>']
    for left, depth, count, name in boxes:
        x, y, width = left * scale, height - (depth + 1) * ROW, count * scale
        colour = COLOURS[sum(name.encode()) % len(COLOURS)]
        lines.append(f'<g><title>{html.escape(name)}: {100 * count / root.count:.1f} %</title>'
                     f'<rect x="{x:.1f}" y="{y}" width="{max(width - 0.4, 0.4):.1f}" height="{ROW - 1}" fill="{colour}"/>')
        letters = int((width - 6) / LETTER)
        if letters >= 3:
            lines.append(f'<text x="{x + 3:.1f}" y="{y + 12}">{html.escape(name[:letters])}</text>')
        lines.append("</g>")
    return "\n".join(lines + ["</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(description="Draws where the server's time goes.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--out", required=True, help="without an ending")
    parser.add_argument("--clients", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=4.0)
    arguments = parser.parse_args()
    with frame.Run(arguments.build, arguments.seconds) as run:
        text, process, figures = record(run, arguments.clients, arguments.seconds)
        title = f"nextup, {arguments.clients} clients, {figures['per_s']:,.0f} durable status changes a second (under perf), commit {run.commit[:12]}"
    stacks = fold(text, process)
    with open(arguments.out + ".folded", "w", encoding="utf-8") as file:
        file.writelines(f"{';'.join(stack)} {count}\n" for stack, count in sorted(stacks.items()))
    with open(arguments.out + ".svg", "w", encoding="utf-8") as file:
        file.write(svg(stacks, title))
    threads = collections.Counter()
    for stack, count in stacks.items():
        threads[stack[0]] += count
    for thread, count in threads.most_common():
        print(f"{100 * count / sum(threads.values()):5.1f} %  {thread}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
