#!/usr/bin/env python3
"""Proves that the checks can fail: each must pass a clean tree and report exactly the lines planted in a bad one."""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
LONG = "int a;\n"
NOTE = "// TO" + "DO"

# check -> {file: text of it}; what is expected is "file:line" of each problem
CASES = {
    "dependencies": [
        ({"engine/kv/a.h": "#include <QString>\n", "app/gui/main.cpp": "#include <QString>\n"}, ["engine/kv/a.h:1"]),
        ({"engine/kv/a.h": '#pragma once\n#include "backends/cpu/x.h"\n'}, ["engine/kv/a.h:2"]),
        ({"engine/kv/a.h": '#include "app/chat/x.h"\n'}, ["engine/kv/a.h:1"]),
        ({"engine/base/a.h": '#include "engine/kv/x.h"\n'}, ["engine/base/a.h:1"]),
        ({"backends/cpu/a.cpp": '#include "engine/session/x.h"\n#include "engine/quant/q.h"\n'}, ["backends/cpu/a.cpp:1"]),
        ({"backends/cpu/a.cpp": '#include "backends/cuda/x.h"\n#include "backends/cpu/y.h"\n'}, ["backends/cpu/a.cpp:1"]),
        ({"app/cli/a.cpp": "#include <cuda_runtime.h>\n", "backends/cuda/a.cu": "#include <cuda_runtime.h>\n"},
         ["app/cli/a.cpp:1"]),
        ({"app/chat/a.cpp": "#include <vulkan/vulkan.h>\n"}, ["app/chat/a.cpp:1"]),
        ({"app/viewmodels/a.h": '#include "backends/cpu/x.h"\n#include <QObject>\n'}, ["app/viewmodels/a.h:1"]),
    ],
    "file_sizes": [
        ({"engine/a.cpp": LONG * 701, "ui/B.qml": LONG * 700}, ["engine/a.cpp:701"]),
    ],
    "words": [
        ({"a.md": "fine\nfrom https://" + "py" + "pi.org/simple\n"}, ["a.md:2"]),
        ({"a.cpp": NOTE + ": later\n" + NOTE + "(#12): later\n"}, ["a.cpp:1"]),
        ({"a.cpp": "// see /wor" + "k/notes\n"}, ["a.cpp:1"]),
        ({"a.cpp": "x\n<<<<<<< HEAD\n"}, ["a.cpp:2"]),
        ({"a.cpp": "// \u202e hidden\n", "tests/data/a.txt": "\u202e\n"}, ["a.cpp:1"]),
    ],
    "format": [
        ({".clang-format": "BasedOnStyle: Google\n", "engine/a.cpp": "int  a ;\n", "engine/b.cpp": "int b;\n"},
         ["engine/a.cpp:1"]),
    ],
}


def run_check(check, tree):
    """(exit status, reported "file:line") of one check over one tree."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tree.items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        # A folder outside any checkout, so that the check sees every file of it.
        environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(Path(folder).parent)}
        result = subprocess.run([sys.executable, "-B", HERE / f"{check}.py", folder], capture_output=True, text=True,
                                env=environment)
    lines = [line.split(": ")[0] for line in result.stdout.splitlines() if ": warning: " not in line]
    return result.returncode, sorted(line for line in lines if ":" in line), result.stdout + result.stderr


def main():
    failures = 0
    for check, cases in CASES.items():
        for tree, expected in [*cases, ({".clang-format": "BasedOnStyle: Google\n", "engine/a.cpp": "int a;\n"}, [])]:
            status, reported, output = run_check(check, tree)
            if status == 77:
                continue  # its tool is not here
            if status != (1 if expected else 0) or reported != expected:
                failures += 1
                print(f"{check}: expected {expected}, got status {status} and\n{output}")
    print(f"self test: {sum(len(c) + 1 for c in CASES.values())} trees, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
