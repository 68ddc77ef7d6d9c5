"""Debian's awscli without its start-up: imports it once and runs its own main() for each list of arguments, in a fork. It must not change it.

    stdin:  ["connect", "list-users", ...]                       one list a line
    stdout: {"code": 0, "stdout": "...", "stderr": "..."}        one answer a line, in order
"""
import json
import os
import sys
import tempfile

import awscli.clidriver
import awscli.botocore.endpoint  # noqa: F401  what every command would import
import awscli.botocore.httpsession  # noqa: F401
import awscli.customizations.paginate  # noqa: F401


def run(wanted):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            sys.argv = ["aws"] + wanted
            code = 1
            try:
                code = awscli.clidriver.main()
            except SystemExit as end:
                code = end.code or 0
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(code)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
        return {"code": code, "stdout": texts[0], "stderr": texts[1]}


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
