#!/bin/sh
# Replays a fuzzer's corpus and prints TAP: replay.sh FUZZER CORPUS
if "$1" -runs=0 "$2" >/dev/null 2>&1; then
    echo "ok 1 - $(basename "$1") takes its corpus"
else
    echo "not ok 1 - $(basename "$1") takes its corpus"
    exit 1
fi
echo "1..1"
