#!/usr/bin/env python3
"""Compares policy/schema.json with the parser: both take the presets, and both refuse what has one thing wrong. It must not judge either alone.

    schema_test.py CHECKER    CHECKER reads documents, one a line, and answers "yes" or "no POINTER" (testing/check.c)

JSON Schema cannot say everything: what it cannot is listed in BEYOND, each with an example that only the parser refuses.
"""
import copy
import json
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tools"))
import tap  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None

HERE = os.path.dirname(os.path.abspath(__file__))
CHECKER = sys.argv.pop(1)

REASONS = {"groups": ["Sales", "Support"], "lists": [
    {"name": "Breaks", "actions": ["BREAK", "LOG_OUT"], "mandatory": True, "groups": ["Sales"],
     "codes": [{"name": "Lunch", "short": "LU", "description": "Midday", "active": True, "order": 1}, {"name": "Coffee"}]},
    {"name": "Rejections", "actions": ["REJECT_CHAT"], "groups": [], "codes": []}]}

# What no schema can say, as a change of a good document.
BEYOND = {
    "an actor whose moves are those of one without its own": lambda d: d["moves"].update(api="admin", admin="operator", operator="api"),
    "a group that /reasons/groups does not name": lambda d: d["reasons"]["lists"][0]["groups"].append("Night"),
    "two lists of one name": lambda d: d["reasons"]["lists"][1].update(name="Breaks"),
    "two codes of one name": lambda d: d["reasons"]["lists"][0]["codes"][1].update(name="Lunch"),
    "two codes of one short code": lambda d: d["reasons"]["lists"][0]["codes"][1].update(short="LU"),
    "a name of 127 letters that are more bytes": lambda d: d.update(name="\u00e4" * 127),
    "a source of nothing": lambda d: d["sources"].update({"/automatic/fly": "nowhere"}),
}


def read(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        return json.load(file)


def schema_takes(documents):
    if jsonschema is None:
        raise tap.Skip("the Debian package python3-jsonschema is not installed")
    schema = read("schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    return [validator.is_valid(one) for one in documents]


def parser_takes(documents):
    text = "".join(json.dumps(one) + "\n" for one in documents)
    answers = subprocess.run([CHECKER], input=text, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()
    assert len(answers) == len(documents), f"{len(answers)} answers to {len(documents)} documents"
    return [answer == "yes" for answer in answers]


def twice(names):
    names = [one for one in names if isinstance(one, str) and one != ""]
    return len(set(names)) < len(names)


def is_beyond(document):
    """Whether a document that the schema takes breaks one of the rules that it cannot say."""
    moves = document.get("moves", {})
    reasons = document.get("reasons", {})
    lists = reasons.get("lists", [])
    return (any(isinstance(one, str) and not isinstance(moves.get(one), dict) for one in moves.values())
            or any(group not in reasons.get("groups", []) for one in lists for group in one["groups"])
            or twice([one["name"] for one in lists])
            or any(twice([code.get(name) for code in one["codes"]]) for one in lists for name in ("name", "short")))


def agree(documents, wanted=None):
    by_schema, by_parser = schema_takes(documents), parser_takes(documents)
    for document, schema, parser in zip(documents, by_schema, by_parser):
        if schema and wanted is None and is_beyond(document):
            schema = False
        assert schema == parser, f"schema {schema}, parser {parser}: {json.dumps(document)[:1500]}"
        assert wanted is None or schema == wanted, f"both say {schema}: {json.dumps(document)[:1500]}"
    return by_schema


def good_documents():
    for name in ("connect.json", "vcc.json"):
        whole = read(name)
        yield whole
        yield dict(whole, reasons=REASONS)
        yield {"version": 1, "model": whole["model"]}
        yield {"version": 1, "model": whole["model"], "reasons": {}, "moves": {}, "automatic": {}, "sources": {}}


def places(value, way=()):
    yield way
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], way + (name,))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from places(item, way + (index,))


def put(document, way, value):
    changed = copy.deepcopy(document)
    at = changed
    for step in way[:-1]:
        at = at[step]
    if way:
        at[way[-1]] = value
        return changed
    return value


def leave_out(document, way):
    changed = copy.deepcopy(document)
    at = changed
    for step in way[:-1]:
        at = at[step]
    del at[way[-1]]
    return changed


STRANGE = [None, True, False, 0, 1, -1, 2, 1.5, 10 ** 12, "", "x", "BREAK", "STAY", "agent", "AVAILABLE", "x" * 130, "x" * 1001, "a\tb", [], ["AVAILABLE"],
           ["AVAILABLE", "AVAILABLE"], ["FLY"], [1], {}, {"x": 1}]


def about_sources(document):
    """Taking something away can leave a source of nothing: that is beyond the schema."""
    return {name: value for name, value in document.items() if name != "sources"} if isinstance(document, dict) else document


@tap.claim
def schema_and_parser_take_the_presets():
    agree(list(good_documents()), wanted=True)


@tap.claim
def schema_and_parser_agree_when_any_one_value_is_another():
    documents = []
    for document in good_documents():
        document = about_sources(document)
        for way in places(document):
            documents += [put(document, way, value) for value in STRANGE]
    documents = random.Random(3).sample(documents, 700)
    verdicts = agree(documents)
    assert verdicts.count(False) > 400 and verdicts.count(True) > 10, (verdicts.count(False), verdicts.count(True))


@tap.claim
def schema_and_parser_agree_when_a_member_is_unknown_or_missing():
    documents = []
    for document in good_documents():
        document = about_sources(document)
        for way in places(document):
            at = document
            for step in way:
                at = at[step]
            if isinstance(at, dict):
                documents.append(put(document, way + ("unheard_of",), 1))
            if way:
                documents.append(leave_out(document, way))
    agree(documents)


@tap.claim
def schema_and_parser_agree_on_random_mixtures():
    chance = random.Random(4)
    documents = []
    sources = [about_sources(one) for one in good_documents()]
    while len(documents) < 300:
        document = copy.deepcopy(chance.choice(sources))
        other = chance.choice(sources)
        for _ in range(chance.randint(1, 4)):
            way = chance.choice([one for one in places(document) if one])
            from_there = chance.choice(list(places(other)))
            value = other
            for step in from_there:
                value = value[step]
            try:
                document = put(document, way, copy.deepcopy(value))
            except (TypeError, KeyError, IndexError):
                continue
        documents.append(document)
    agree(documents)


@tap.claim
def what_no_schema_can_say_the_parser_does():
    for what, change in BEYOND.items():
        document = dict(read("vcc.json"), reasons=copy.deepcopy(REASONS))
        change(document)
        assert parser_takes([document]) == [False], what
        assert schema_takes([document]) == [True], f"the schema can say it after all: {what}"


@tap.claim
def every_source_of_the_schema_is_a_text_of_the_size_the_parser_takes():
    base = {"version": 1, "model": "vcc", "automatic": {"on_miss": "STAY"}}
    agree([dict(base, sources={"/automatic/on_miss": text}) for text in ("x", "x" * 1000)], wanted=True)
    agree([dict(base, sources={"/automatic/on_miss": text}) for text in ("", "x" * 1001, 1, None, "a\nb")], wanted=False)
    agree([dict(base, sources={"automatic/on_miss": "x"})], wanted=False)


@tap.claim
def the_reference_explains_every_member_with_its_presets():
    with open(os.path.join(os.path.dirname(HERE), "docs", "reference", "policy.md"), encoding="utf-8") as file:
        text = file.read()
    connect, vcc, schema = read("connect.json"), read("vcc.json"), read("schema.json")
    for section in connect:
        assert f"`{section}`" in text or f"`/{section}`" in text, section
        if section in ("moves", "sources") or not isinstance(connect[section], dict):
            continue
        part = text.split(f"### `/{section}`", 1)[1].split("\n#", 1)[0]
        for name in schema["properties"][section]["properties"]:
            row = next((line for line in part.splitlines() if line.startswith(f"| `{name}` |")), "")
            assert f"| `{json.dumps(connect[section][name])}` | `{json.dumps(vcc[section][name])}` |" in row, (section, name, row)


tap.run()
