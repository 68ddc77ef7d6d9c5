"""Row 10: the panel's first useful paint on a cold load in Chromium, and the JavaScript it is shipped with. It must not tune anything."""
import json
import os
import subprocess

from centre import started
from frame import ROOT
from nextup_client import Panel

BUILDS = ["server/nextup"]
SMOKE = False  # it needs a browser
LOADS = 9
PAINT_MS_MAX = 1000
JS_KIB_MAX = 400


def measure(run):
    with started(run) as centre:
        cookie = Panel.sign_in(centre.server, "alice", centre.server.password("alice"))
        command = ["node", os.path.join(ROOT, "bench", "rows_page.mjs"), centre.server.url, cookie, "2" if run.quick else str(LOADS)]
        with run.pins.clients():
            done = subprocess.run(command, capture_output=True, text=True, timeout=170)
    if done.returncode != 0:
        raise RuntimeError("rows_page.mjs: " + done.stderr[-2000:])
    found = json.loads(done.stdout)
    if not found["js_bytes"]:
        raise RuntimeError("the page's scripts were not seen: " + done.stdout)
    run.add("page.paint", f"panel, cold load until its status is painted; median of {found['runs']}", found["median_ms"], "ms",
            value_at_most=PAINT_MS_MAX, issue="10", note="a new browser each time, signed in before")
    run.add("page.paint.worst", "  the worst of them", found["worst_ms"], "ms")
    run.add("page.js", "  JavaScript as it is sent", found["js_bytes"] / 1024, "KiB", value_at_most=JS_KIB_MAX, issue="10")
    run.add("page.css", "  CSS as it is sent", found["css_bytes"] / 1024, "KiB")
