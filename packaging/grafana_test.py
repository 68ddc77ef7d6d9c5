#!/usr/bin/env python3
"""The format of /metrics by Prometheus' own parser, and the dashboard against what /metrics serves. It must not judge numbers."""
import json
import os
import re
import shutil
import sys
import tempfile

DEBIAN = "/usr/lib/python3/dist-packages"  # where the parser is, also where python3 is another one
root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path.insert(0, os.path.join(root, "tools"))
import tap  # noqa: E402
from nextup_client import Panel, Server  # noqa: E402

place = tempfile.mkdtemp(prefix="nextup-metrics-")


def served(server):
    status, headers, body = server.request("GET", "/metrics")
    assert status == 200 and headers["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    return body.decode()


def families(text):
    sys.path.append(DEBIAN)
    try:
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
    except ImportError:
        raise tap.Skip("python3-prometheus-client is not installed")
    finally:
        sys.path.remove(DEBIAN)
    return {family.name: family for family in text_string_to_metric_families(text)}


def sample_names(text):
    return {re.match(r"[a-zA-Z_:][a-zA-Z0-9_:]*", line).group(0) for line in text.splitlines() if line and not line.startswith("#")}


def family_names(text):
    return {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")}


def value(text, line_start):
    return float(next(line for line in text.splitlines() if line.startswith(line_start)).split()[-1])


@tap.claim
def what_is_served_is_openmetrics_by_prometheus_own_parser():
    with Server(os.path.join(place, "format")) as server:
        found = families(served(server))
        assert found["nextup_journal_commit_seconds"].type == "histogram" and found["nextup_journal_commit_seconds"].unit == "seconds"
        assert found["nextup_commands"].type == "counter" and found["nextup_http_sent_bytes"].unit == "bytes"
        assert all(family.documentation for family in found.values())


@tap.claim
def commands_refusals_fsyncs_and_commit_times_are_counted():
    with Server(os.path.join(place, "counts")) as server:
        before = served(server)
        Panel(server, "alice").close()
        after = served(server)
        centre = '{centre="connect-demo"}'
        for name in ("nextup_commands_total", "nextup_journal_fsyncs_total", "nextup_journal_events_total"):
            assert value(after, name + centre) > value(before, name + centre), name
        counts = "nextup_journal_commit_seconds_count" + centre
        assert value(after, counts) > value(before, counts)
        assert 'nextup_journal_commit_seconds_bucket{centre="connect-demo",le="0.0005"}' in after, "no bucket is finer than a millisecond"
        infinite = 'nextup_journal_commit_seconds_bucket{centre="connect-demo",le="+Inf"}'
        assert value(after, infinite) == value(after, counts)


@tap.claim
def nothing_of_a_centres_state_is_shown():
    with Server(os.path.join(place, "state")) as server:
        text = served(server).lower()
        for word in ("alice", "support", "lunch", "draining", "agents_", "contacts_", "queue="):
            assert word not in text, word


@tap.claim
def every_metric_of_the_dashboard_is_served():
    with open(os.path.join(root, "packaging", "grafana", "nextup.json"), encoding="utf-8") as file:
        dashboard = json.load(file)
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", [])]
    names = {name for expression in expressions for name in re.findall(r"\bnextup_[a-z0-9_]+", expression)}
    assert len(names) > 30 and len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    with Server(os.path.join(place, "dashboard")) as server:
        text = served(server)
    # A family without a publisher or a reader has no sample yet; its name is there all the same.
    known = sample_names(text) | family_names(text) | {name + "_total" for name in family_names(text)}
    assert names <= known, sorted(names - known)


tap.run(lambda: shutil.rmtree(place, ignore_errors=True))
