#!/usr/bin/env python3
"""llama-bench's measurement and JSON with the libllama of the PyPI package xllamacpp: a peer for snug-bench --vs.

    pip install xllamacpp
    snug-bench MODEL --vs "python3 tests/bench/llama_peer.py"

The options are llama-bench's, as far as snug-bench passes them. What is timed is llama-bench's too: pp N is a batch of
N random tokens into an empty cache, tg N is N steps of one random token, both after `depth` tokens that are not timed,
after one run that warms up.
"""
import argparse
import json
import random
import statistics
import time

from libllama import Llama


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-m", "--model", required=True)
    parser.add_argument("-p", "--n-prompt", type=int, action="append", default=[])
    parser.add_argument("-n", "--n-gen", type=int, action="append", default=[])
    parser.add_argument("-d", "--n-depth", type=int, action="append", default=[])
    parser.add_argument("-r", "--repetitions", type=int, default=5)
    parser.add_argument("-t", "--threads", type=int, required=True)
    parser.add_argument("-o", "--output", choices=["json"], default="json")
    args = parser.parse_args()
    depths = args.n_depth or [0]
    tests = [(p, 0, d) for d in depths for p in args.n_prompt if p] + [(0, n, d) for d in depths for n in args.n_gen if n]
    n_ctx = max(p + n + d for p, n, d in tests)
    llama = Llama(args.model, (n_ctx + 255) // 256 * 256, args.threads)
    draw = random.Random(1)
    tokens = lambda n: [draw.randrange(llama.n_vocab) for _ in range(n)]

    def feed(n):  # in llama-bench's batches of 2048
        for at in range(0, n, 2048):
            llama.decode(tokens(min(2048, n - at)))

    def one(n_prompt, n_gen):
        if n_prompt:
            feed(n_prompt)
        for _ in range(n_gen):
            llama.decode(tokens(1))

    rows = []
    for n_prompt, n_gen, depth in tests:
        llama.clear()
        one(n_prompt, min(n_gen, 1))  # warm up
        samples = []
        for _ in range(args.repetitions):
            llama.clear()
            feed(depth)
            start = time.perf_counter()
            one(n_prompt, n_gen)
            samples.append((n_prompt + n_gen) / (time.perf_counter() - start))
        rows.append({"model_filename": args.model, "backends": "CPU", "n_threads": args.threads, "n_prompt": n_prompt,
                     "n_gen": n_gen, "n_depth": depth, "avg_ts": statistics.mean(samples),
                     "stddev_ts": statistics.stdev(samples) if len(samples) > 1 else 0.0, "samples_ts": samples,
                     "system_info": llama.lib.llama_print_system_info().decode()})
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
