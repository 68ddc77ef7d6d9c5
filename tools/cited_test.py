"""Every claim that docs/security.md and docs/proof.md name is a test that is there. It must not run any of them.

A claim is cited as `path/of/file: name_of_the_claim`; a whole file or folder as `path/`.
"""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tools"))
import tap  # noqa: E402

PAGES = ("docs/security.md", "docs/proof.md")
CLAIM = re.compile(r"`([\w./-]+\.(?:c|py|ts|mjs)): (\w+)`")
PLACE = re.compile(r"`((?:core|policy|journal|book|pump|edge|server|lib|web|sim|scenarios|proof|compat|bench|tools|packaging|docs|tally)/[\w./-]*)`")


def text_of(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def pages():
    return [(page, text_of(page)) for page in PAGES if os.path.exists(os.path.join(ROOT, page))]


@tap.claim
def every_cited_claim_is_a_test():
    missing = [f"{page}: {path}: {name}" for page, text in pages() for path, name in CLAIM.findall(text)
               if not os.path.exists(os.path.join(ROOT, path)) or not re.search(rf"\b{name}\b", text_of(path))]
    assert not missing, missing
    assert sum(len(CLAIM.findall(text)) for _, text in pages()) > 30


@tap.claim
def every_cited_place_exists():
    missing = [f"{page}: {path}" for page, text in pages() for path in PLACE.findall(text) if not os.path.exists(os.path.join(ROOT, path))]
    assert not missing, missing


tap.run()
