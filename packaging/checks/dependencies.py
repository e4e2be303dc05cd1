#!/usr/bin/env python3
"""Holds the direction of dependencies: who may include whose headers.

    dependencies.py [ROOT]

ui -> app/viewmodels -> {app/chat, app/manager, engine} -> engine/base; backends -> engine/{device,program,quant,base}.
Only what becomes an executable (app/gui, app/cli, app/bench, tests) may name a backend.
"""
import re

from tree import files, finish, parse_root

INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
QT = re.compile(r"^(Q[A-Z]|Qt|q[a-z]+\.h$)")
GPU = re.compile(r"^(cuda|cublas|cudnn|nvrtc|nvml|cooperative_groups|mma\.h|vulkan/|volk\.h|vk_)")
QT_FREE = ("engine/", "backends/", "app/manager/", "app/chat/", "app/cli/", "app/bench/")

# (where, what it must not include, why)
RULES = [
    (("engine/",), re.compile(r"^(backends|app|ui)/"), "the engine knows neither backends nor the application"),
    (("engine/base/",), re.compile(r"^engine/(?!base/)"), "engine/base depends on nothing of ours"),
    (("app/manager/", "app/chat/", "app/viewmodels/", "app/platform/"), re.compile(r"^backends/"),
     "only executables link backends"),
    (("app/manager/store/",), re.compile(r"^app/(?!manager/|chat/)"), "the store keeps the values of chat"),
    (("app/manager/catalog/", "app/manager/download/", "app/manager/fit/", "app/manager/hub/", "app/manager/quantize/"),
     re.compile(r"^app/(?!manager/)"), "the manager depends on the engine only"),
    (("app/chat/",), re.compile(r"^app/(?!chat/)"), "chat depends on the engine only"),
    (("app/cli/",), re.compile(r"^app/(viewmodels|platform|gui)/"), "the command line is Qt-free"),
]
BACKEND_MAY = re.compile(r"^engine/(device|program|quant|base)/")


def problems_of(path, included):
    """What is wrong with this #include in this file, if anything."""
    where = path.as_posix()
    if where.startswith(QT_FREE) and QT.match(included):
        yield "no Qt header here"
    if not where.startswith(("backends/cuda/", "backends/vulkan/", "tests/")) and GPU.match(included):
        yield "no CUDA or Vulkan header outside backends/"
    for folders, forbidden, why in RULES:
        if where.startswith(folders) and forbidden.match(included):
            yield f"must not include {included}: {why}"
    if where.startswith("backends/"):
        own = "/".join(where.split("/")[:2]) + "/"
        if included.startswith(("engine/", "app/", "backends/")) and not included.startswith(own):
            if not BACKEND_MAY.match(included):
                yield f"must not include {included}: a backend sees engine/device, program, quant and base only"


def main():
    root = parse_root()
    problems, sources = [], files(root, ".h", ".cpp", ".cu", ".cuh", ".def", ".inc")
    for path in sources:
        for number, line in enumerate((root / path).read_text(errors="replace").splitlines(), 1):
            if match := INCLUDE.match(line):
                problems += [(path, number, why) for why in problems_of(path, match.group(1))]
    finish("dependencies", problems, len(sources))


if __name__ == "__main__":
    main()
