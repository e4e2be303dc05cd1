#!/usr/bin/env python3
"""Evidence for downloads: snug-cli pull against the loopback Hub, killed, starved, lied to, run eight at once.

    python3 tests/integration/download/evidence.py SNUG_CLI PART... [--rounds N] [--size-mib N] [--keep-going]

PARTS
  kill    N times kill -9 at a random moment of one download, again and again until it is whole
  faults  each fault of the table at the first, a middle and the last piece
  same    eight processes at one file: one download
  disk    a small tmpfs that is full at N different moments: a named error, then the rest after room was made
  speed   against curl on the same loopback: throughput and CPU
  finish  4 GiB: seconds from the last byte to the end

Each prints its figures and leaves with 1 if one misses its bound.
"""
import argparse
import hashlib
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "..", "hub", "hub_server.py")
PIECE = 8 << 20


class Hub:
    def __init__(self, models, work, *arguments):
        self.fixture = os.path.join(work, "fixture.json")
        with open(self.fixture, "w") as file:
            json.dump({"models": models}, file)
        cache = os.path.join(tempfile.gettempdir(), f"snug-hub-hashes-{os.getuid()}")
        self.process = subprocess.Popen([sys.executable, SERVER, "--fixture", self.fixture, "--hash-cache", cache, *arguments],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.__dict__.update(json.loads(self.process.stdout.readline()))

    def post(self, path, value):
        request = urllib.request.Request(self.endpoint + path, json.dumps(value).encode())
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def log(self):
        return self.post("/_test/log", {})

    def sha256(self, repo, path):
        with urllib.request.urlopen(f"{self.endpoint}/api/models/{repo}/tree/main?recursive=true") as answer:
            return next(row["lfs"]["oid"] for row in json.load(answer) if row["path"] == path)

    def close(self):
        self.process.terminate()
        self.process.wait()


class Pull:
    def __init__(self, cli, hub, folder, reference, *arguments, token=None):
        environment = {"PATH": os.environ["PATH"], "HF_ENDPOINT": hub.endpoint, "HF_HOME": os.path.join(folder, "hf"),
                       "HOME": folder, "SNUG_DATA_DIR": os.path.join(folder, "data"), "SNUG_MODELS_DIR": os.path.join(folder, "models")}
        if token:
            environment["HF_TOKEN"] = token
        self.process = subprocess.Popen([cli, "pull", reference, "--json", *arguments], env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)

    def wait(self, timeout):
        try:
            self.out, self.err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.out, self.err = self.process.communicate()
            return "hang"
        return self.process.returncode

    def event(self):
        lines = [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]
        return lines[-1] if lines else {}


def file_sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole(folder, repo, name):
    return os.path.join(folder, "models", repo, name)


def kill(cli, work, rounds, size_mib):
    """What was recorded is never lost, and nothing is whole that is not."""
    size = size_mib << 20
    hub = Hub([{"id": "noise/Kill-GGUF", "files": [{"path": "kill-Q4_K_M.gguf", "size": size}]}], work, "--latency-ms", "2")
    wanted, corrupt, false_whole, kills, refetched = hub.sha256("noise/Kill-GGUF", "kill-Q4_K_M.gguf"), 0, 0, 0, []
    rng = random.Random(7)
    downloads = 0
    while kills < rounds:
        folder = tempfile.mkdtemp(dir=work)
        target, kills_here = whole(folder, "noise/Kill-GGUF", "kill-Q4_K_M.gguf"), 0
        hub.post("/_test/reset", {})
        while True:
            pull = Pull(cli, hub, folder, "noise/Kill-GGUF:Q4_K_M")
            # Early and late moments alike; the late ones meet the hash, the rename and the records.
            delay = rng.uniform(0.01, 0.35) if rng.random() < 0.8 else rng.uniform(0.3, 1.5)
            try:
                pull.process.communicate(timeout=delay)
                status = pull.process.returncode
            except subprocess.TimeoutExpired:
                pull.process.kill()
                pull.process.communicate()
                status, kills, kills_here = None, kills + 1, kills_here + 1
            if os.path.exists(target) and (os.path.getsize(target) != size or (kills % 10 == 0 and file_sha256(target) != wanted)):
                false_whole += 1
            if status is not None and status != 0:
                print("pull left with", status)
                return False
            if status == 0 or (os.path.exists(target) and kills >= rounds):
                break
        if file_sha256(target) != wanted:
            corrupt += 1
        downloads += 1
        sent = hub.log()["bytes_sent"]
        if kills_here:
            refetched.append((sent - size) / kills_here / (1 << 20))
        shutil.rmtree(folder)
    hub.close()
    mean, most = sum(refetched) / max(1, len(refetched)), max(refetched, default=0)
    print(f"kill: {kills} kills over {downloads} downloads of {size_mib} MiB, {corrupt} corrupt, {false_whole} falsely whole, "
          f"sent again per kill: mean {mean:.1f} MiB, worst download {most:.1f} MiB")
    return corrupt == 0 and false_whole == 0 and most <= 64 + 8 * 8


BODY_FAULTS = [{"do": "reset"}, {"do": "short"}, {"do": "stall", "seconds": 30}, {"do": "drip", "seconds": 30}, {"do": "flip"}, {"do": "extra"},
               {"do": "ignore_range"}, {"do": "wrong_start"}, {"do": "wrong_total"}, {"do": "other_bytes"}, {"do": "gzip"},
               {"do": "no_length"}, {"do": "close"}, {"do": "slow_headers", "seconds": 30},
               {"do": "headers", "headers": {"ETag": 'W/"x"'}}, {"do": "headers", "headers": {"ETag": "unquoted"}},
               {"do": "body", "body": "<html>Sign in to the hotel</html>", "type": "text/html"}]
STATUS_FAULTS = [{"do": "status", "status": s} for s in (400, 401, 403, 404, 408, 410, 416, 500, 502, 503, 504)] + [
    {"do": "status", "status": 429, "headers": {"Retry-After": "1"}}, {"do": "status", "status": 429, "headers": {"Retry-After": "-5"}},
    {"do": "status", "status": 429, "headers": {"RateLimit": '"resolvers";r=0;t=1'}},
    {"do": "status", "status": 429, "headers": {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT", "RateLimit": '"resolvers";r=0;t=0'}}]
REDIRECTS = [{"do": "redirect", "hops": "loop"}, {"do": "redirect"}, {"do": "redirect", "to": "file:///etc/passwd"},
             {"do": "redirect", "to": "http://169.254.169.254/latest"}, {"do": "redirect", "to": "http://10.0.0.1/"},
             {"do": "redirect", "to": "http://8.8.8.8/"}]
HUB_FAULTS = STATUS_FAULTS + REDIRECTS + [
    {"do": "close"}, {"do": "slow_headers", "seconds": 30}, {"do": "headers", "headers": {"X-Linked-Size": "913"}},
    {"do": "headers", "headers": {"X-Linked-Size": None}}, {"do": "headers", "headers": {"X-Linked-Etag": 'W/"bad"'}},
    {"do": "headers", "headers": {"X-Linked-Etag": None}}, {"do": "headers", "headers": {"X-Repo-Commit": None}},
    {"do": "headers", "headers": {"X-Linked-Size": "-1"}}, {"do": "headers", "headers": {"X-Linked-Size": "99999999999999999999"}}]
# What may end a download that meets a fault for ever. Anything else is a miss.
NAMED = {"network", "network_stalled", "rate_limited", "protocol", "hash_mismatch", "repo_not_found", "not_found"}


def one_fault(cli, work, hub, wanted, place, fault, times):
    """(how it ended, seconds, a miss or None, tokens at the second origin)"""
    repo, name = "noise/Fault-GGUF", "fault-Q4_K_M.gguf"
    folder = tempfile.mkdtemp(dir=work)
    hub.post("/_test/reset", {})
    hub.post("/_test/faults", [dict(fault, times=times)])
    begun = time.time()
    pull = Pull(cli, hub, folder, f"{repo}:Q4_K_M", "--stall", "2", "--give-up", "6", "--connections", "3", token=hub.token)
    status = pull.wait(45)
    seconds = time.time() - begun
    code = pull.event().get("error", {}).get("code", "") if status else "verified"
    target = whole(folder, repo, name)
    verified = status == 0 and file_sha256(target) == wanted
    # The Hub's own word that there is nothing is final; every other single fault is survived.
    final = place == "locate" and fault.get("status") in (401, 404)
    good = verified if times == 1 and not final else verified or (status in (4, 6) and code in NAMED and not os.path.exists(target))
    if good and not verified:  # gets well when the fault goes
        hub.post("/_test/faults", [])
        good = Pull(cli, hub, folder, f"{repo}:Q4_K_M", token=hub.token).wait(45) == 0 and file_sha256(target) == wanted
    leaks = sum(1 for r in hub.log()["requests"] if r["origin"] == "cdn" and r["authorization"])
    outside = [f for f in os.listdir(folder) if f not in ("data", "models", "hf")]
    shutil.rmtree(folder)
    miss = None if good and seconds <= 20 and not outside else (place, fault, times, status, code, round(seconds, 1), pull.err[-200:])
    return code, seconds, miss, leaks


def faults(cli, work, rounds, size_mib):
    """Once: the download survives. For ever: it ends in a named error within 20 s, and gets well when the fault goes."""
    size = 5 * PIECE + 12345
    model = {"id": "noise/Fault-GGUF", "files": [{"path": "fault-Q4_K_M.gguf", "size": size}]}
    cases = []
    for place, byte in (("first", 100), ("middle", 2 * PIECE + 77), ("last", size - 5)):
        for fault in BODY_FAULTS + STATUS_FAULTS + REDIRECTS:
            cases.append((place, dict(fault, origin="cdn", covers=byte, at=byte)))
    cases += [("locate", dict(fault, origin="hub", path="/resolve/")) for fault in HUB_FAULTS]
    runs = [(place, fault, times) for place, fault in cases for times in (1, 0) if times == 1 or fault["do"] != "headers"]
    lock, misses, slowest, leaks, ends = threading.Lock(), [], [0.0], [0], {}

    def work_through(own_work):
        os.makedirs(own_work)
        hub = Hub([model], own_work)
        wanted = hub.sha256("noise/Fault-GGUF", "fault-Q4_K_M.gguf")
        while True:
            with lock:
                if not runs:
                    break
                run = runs.pop(0)
            code, seconds, miss, leaked = one_fault(cli, own_work, hub, wanted, *run)
            with lock:
                ends[str(code)] = ends.get(str(code), 0) + 1
                slowest[0], leaks[0] = max(slowest[0], seconds), leaks[0] + leaked
                if miss:
                    misses.append(miss)
                    print("miss:", miss, flush=True)
        hub.close()

    n = len(runs)
    workers = [threading.Thread(target=work_through, args=(os.path.join(work, str(i)),)) for i in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    print(f"faults: {n} runs over {len(cases)} faults and places, {len(misses)} misses, slowest {slowest[0]:.1f} s, {leaks[0]} tokens at the "
          f"second origin; ends: {ends}")
    return not misses and leaks[0] == 0 and sum(ends.values()) == n


def same(cli, work, rounds, size_mib):
    """Eight processes at one file give one download; all leave with 0."""
    size, repo, name = 48 << 20, "noise/Same-GGUF", "same-Q4_K_M.gguf"
    hub = Hub([{"id": repo, "files": [{"path": name, "size": size}]}], work)
    wanted, bad, most = hub.sha256(repo, name), 0, 0
    for _ in range(max(1, rounds)):
        folder = tempfile.mkdtemp(dir=work)
        hub.post("/_test/reset", {})
        pulls = [Pull(cli, hub, folder, f"{repo}:Q4_K_M") for _ in range(8)]
        statuses = [pull.wait(60) for pull in pulls]
        sent = hub.log()["bytes_sent"]
        most = max(most, sent)
        left = [f for f in os.listdir(os.path.join(folder, "models", repo)) if ".part" in f]
        if statuses != [0] * 8 or file_sha256(whole(folder, repo, name)) != wanted or sent != size or left:
            bad += 1
            print("miss:", statuses, sent, left, [p.err for p in pulls if p.err])
        shutil.rmtree(folder)
    hub.close()
    print(f"same: {rounds} rounds of 8 processes, {bad} misses, most bytes sent {most} of {size}")
    return bad == 0


def disk(cli, work, rounds, size_mib):
    """Runs itself in a mount namespace; a file beside the download takes the room at a random moment."""
    if os.environ.get("SNUG_EVIDENCE_INSIDE") != "1":
        command = ["unshare", "-Urm", sys.executable, __file__, cli, "disk", "--rounds", str(rounds)]
        probe = subprocess.run(["unshare", "-Urm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", work], capture_output=True)
        if probe.returncode != 0:
            print("disk: skipped, no mount namespace here")
            return True
        return subprocess.run(command, env=dict(os.environ, SNUG_EVIDENCE_INSIDE="1")).returncode == 0
    size, repo, name, bad, full_at = 40 << 20, "noise/Disk-GGUF", "disk-Q4_K_M.gguf", 0, []
    hub = Hub([{"id": repo, "files": [{"path": name, "size": size}]}], work, "--latency-ms", "3")
    wanted, rng = hub.sha256(repo, name), random.Random(3)
    folder = os.path.join(work, "small")
    os.mkdir(folder)
    for i in range(rounds):
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", folder], check=True)
        # Room is taken before the start in every second round, else while it runs and the part cannot be reserved.
        ballast = os.path.join(folder, "ballast")
        in_the_way = (64 << 20) * (i + 1) // (rounds + 1)
        environment = ["--no-reserve"] if i % 2 else []
        if not environment:
            with open(ballast, "wb") as file:
                file.write(bytes(in_the_way))
        pull = Pull(cli, hub, folder, f"{repo}:Q4_K_M", *environment)
        if environment:
            time.sleep(rng.uniform(0.03, 0.2))
            try:
                with open(ballast, "wb") as file:
                    while True:
                        file.write(bytes(1 << 20))
                        file.flush()
            except OSError:
                pass
        status = pull.wait(60)
        good = status == 0 or (status == 7 and pull.event().get("error", {}).get("code") == "disk_full")
        if status == 7:
            full_at.append(i)
            os.remove(ballast)
            again = Pull(cli, hub, folder, f"{repo}:Q4_K_M")
            good = good and again.wait(60) == 0
        target = whole(folder, repo, name)
        if not good or file_sha256(target) != wanted:
            bad += 1
            print("miss:", i, status, pull.err)
        subprocess.run(["umount", folder], check=True)
    hub.close()
    print(f"disk: {rounds} rounds, full in {len(full_at)} of them, {bad} misses")
    return bad == 0 and len(full_at) >= rounds // 3


def cpu_of_children(work):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.time()
    work()
    seconds = time.time() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def speed(cli, work, rounds, size_mib):
    size, repo, name = size_mib << 20, "noise/Speed-GGUF", "speed-Q4_K_M.gguf"
    hub = Hub([{"id": repo, "files": [{"path": name, "size": size}]}], work)
    hub.sha256(repo, name)
    rows = {"curl": [], "curl and sha256sum": [], "snug-cli": []}
    for _ in range(max(1, rounds)):
        out = os.path.join(work, "curl.out")
        url = f"{hub.endpoint}/{repo}/resolve/main/{name}"
        rows["curl"].append(cpu_of_children(lambda: subprocess.run(["curl", "-sL", "--noproxy", "*", "-o", out, url], check=True)))
        rows["curl and sha256sum"].append(cpu_of_children(lambda: subprocess.run(
            f"curl -sL --noproxy '*' -o {out} {url} && sync {out} && openssl dgst -sha256 {out}", shell=True, check=True, capture_output=True)))
        os.remove(out)
        folder = tempfile.mkdtemp(dir=work)
        rows["snug-cli"].append(cpu_of_children(lambda: Pull(cli, hub, folder, f"{repo}:Q4_K_M").wait(600)))
        shutil.rmtree(folder)
    hub.close()
    best = {}
    for label, figures in rows.items():
        figures.sort()
        seconds, cpu = figures[len(figures) // 2]
        best[label] = (seconds, cpu)
        print(f"speed: {label}: {size / seconds / 1e6:.0f} MB/s, {cpu:.2f} s CPU (median of {len(figures)}, {size_mib} MiB, loopback)")
    print(f"speed: snug-cli against curl: {best['curl'][0] / best['snug-cli'][0]:.2f}x throughput, {best['snug-cli'][1] / best['curl'][1]:.2f}x CPU; "
          f"against curl that also syncs and hashes: {best['curl and sha256sum'][0] / best['snug-cli'][0]:.2f}x, "
          f"{best['snug-cli'][1] / best['curl and sha256sum'][1]:.2f}x CPU")
    return best["curl"][0] / best["snug-cli"][0] >= 0.9 and best["snug-cli"][1] / best["curl"][1] <= 1.3


def finish(cli, work, rounds, size_mib):
    size, repo, name = size_mib << 20, "noise/Finish-GGUF", "finish-Q4_K_M.gguf"
    hub = Hub([{"id": repo, "files": [{"path": name, "size": size}]}], work)
    hub.sha256(repo, name)
    pull = Pull(cli, hub, work, f"{repo}:Q4_K_M", "--quiet")
    last_byte = None
    while pull.process.poll() is None:
        if last_byte is None and hub.log()["bytes_sent"] >= size:
            last_byte = time.time()
        time.sleep(0.02)
    seconds = time.time() - (last_byte or time.time())
    status = pull.wait(10)
    hub.close()
    print(f"finish: {size_mib} MiB, {seconds:.2f} s from the last byte sent to the end, status {status}")
    return status == 0 and seconds <= 1.0


PARTS = {"kill": (kill, 300, 512), "faults": (faults, 1, 0), "same": (same, 25, 0), "disk": (disk, 30, 0), "speed": (speed, 5, 1024),
         "finish": (finish, 1, 4096)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cli")
    parser.add_argument("part", nargs="+", choices=PARTS)
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--size-mib", type=int)
    args = parser.parse_args()
    cli, good = os.path.abspath(args.cli), True
    for part in args.part:
        function, rounds, size_mib = PARTS[part]
        with tempfile.TemporaryDirectory(prefix="snug-evidence-") as work:
            begun = time.time()
            passed = function(cli, work, args.rounds or rounds, args.size_mib or size_mib)
            print(f"{part}: {'passed' if passed else 'FAILED'} in {time.time() - begun:.0f} s", flush=True)
            good = good and passed
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
