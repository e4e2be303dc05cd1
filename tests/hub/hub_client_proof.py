#!/usr/bin/env python3
"""The test server is faithful: huggingface_hub itself, unmodified, searches, lists, resolves and downloads from it.

    python3 tests/hub/hub_client_proof.py VENV_DIR

Makes a virtual environment in VENV_DIR with huggingface_hub from PyPI. Leaves with 77 (skipped) where that cannot be
had, for want of a network.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77

CLIENT = r'''
import hashlib, json, os, sys
from huggingface_hub import HfApi, hf_hub_download, snapshot_download
from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError

api = HfApi()
token = sys.argv[1]
checks = []
def check(name, passed):
    checks.append(name)
    if not passed:
        sys.exit("failed: " + name)
def refused(kind, call):
    try:
        call()
    except kind:
        return True
    return False

ids = [m.id for m in api.list_models(search="tiny", sort="downloads")]
check("search sorts by downloads", ids[:2] == ["acme/Tiny-Llama", "acme/Tiny-Llama-GGUF"])
check("search filters", [m.id for m in api.list_models(search="tiny", filter="gguf")] == ["acme/Tiny-Llama-GGUF"])
check("search pages", len(list(api.list_models(author="acme"))) == 6)
check("search expands", next(iter(api.list_models(search="tiny-llama-gguf", expand=["gguf", "downloads"]))).gguf["architecture"] == "llama")
info = api.model_info("acme/Tiny-Llama-GGUF", files_metadata=True)
check("model info", len(info.sha) == 40 and any(s.lfs and len(s.lfs.sha256) == 64 for s in info.siblings))
check("refs", api.list_repo_refs("acme/Tiny-Llama-GGUF").branches[0].target_commit == info.sha)
tree = {f.path: f for f in api.list_repo_tree("acme/Split-GGUF", recursive=True)}
check("tree pages", "Q8_0/split-Q8_0-00002-of-00003.gguf" in tree and "Q8_0" in tree)
check("tree expands", all(f.last_commit for f in api.list_repo_tree("acme/Split-GGUF", expand=True)))
check("paths info", api.get_paths_info("acme/Split-GGUF", ["split-Q4_K_M.gguf"])[0].size == 10000019)
check("exists", api.file_exists("acme/Split-GGUF", "README.md") and not api.file_exists("acme/Split-GGUF", "nothing"))
path = hf_hub_download("acme/Split-GGUF", "split-Q4_K_M.gguf")
data = open(path, "rb").read()
check("large file", len(data) == 10000019 and hashlib.sha256(data).hexdigest() == tree["split-Q4_K_M.gguf"].lfs.sha256)
text = open(hf_hub_download("acme/Tiny-Llama-GGUF", "README.md"), "rb").read()
blob = hashlib.sha1(b"blob %d\0" % len(text) + text).hexdigest()
check("small file", blob == [f.blob_id for f in api.list_repo_tree("acme/Tiny-Llama-GGUF") if f.path == "README.md"][0])
folder = snapshot_download("acme/Tiny-Llama-GGUF", allow_patterns=["*.gguf", "*.txt"])
check("snapshot", os.path.getsize(os.path.join(folder, "empty.txt")) == 0 and open(os.path.join(folder, "tiny-llama-F32.gguf"), "rb").read(4) == b"GGUF")
check("no such repository", refused(RepositoryNotFoundError, lambda: api.model_info("acme/Nothing", token=token)))
check("no such revision", refused(RevisionNotFoundError, lambda: api.model_info("acme/Split-GGUF", revision="nothing")))
check("no such file", refused(EntryNotFoundError, lambda: hf_hub_download("acme/Split-GGUF", "nothing.gguf")))
check("gated without a token", refused(GatedRepoError, lambda: hf_hub_download("acme/Gated-GGUF", "gated-Q4_K_M.gguf", token=False)))
check("gated without leave", refused(GatedRepoError, lambda: hf_hub_download("acme/Gated-GGUF", "gated-Q4_K_M.gguf", token=token)))
check("gated with leave", os.path.getsize(hf_hub_download("acme/Granted-GGUF", "granted-Q4_K_M.gguf", token=token)) == 2000000)
check("private with a token", api.model_info("acme/Private-GGUF", token=token).private)
check("who am I", api.whoami(token=token)["name"] == "tester")
print(json.dumps(checks))
'''


def client_python(folder):
    python = os.path.join(folder, "bin", "python")
    probe = [python, "-c", "import huggingface_hub"]
    if not os.path.exists(python) or subprocess.run(probe, capture_output=True).returncode != 0:
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True, timeout=120)
            subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--retries", "1",
                            "huggingface_hub>=1"], check=True, capture_output=True, timeout=240)
        except (subprocess.SubprocessError, OSError) as error:
            print(f"skipped: huggingface_hub cannot be installed ({type(error).__name__})")
            sys.exit(SKIPPED)
    return python


def main():
    python = client_python(sys.argv[1])
    server = subprocess.Popen([sys.executable, os.path.join(HERE, "hub_server.py"), "--page-size", "2"], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    try:
        where = json.loads(server.stdout.readline())
        with tempfile.TemporaryDirectory() as home:
            environment = {k: v for k, v in os.environ.items() if not k.upper().endswith("_PROXY") and not k.startswith("HF_")}
            environment.update(HF_ENDPOINT=where["endpoint"], HF_HOME=home, HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_TELEMETRY="1",
                               HF_HUB_DISABLE_PROGRESS_BARS="1")
            done = subprocess.run([python, "-c", CLIENT, where["token"]], env=environment, capture_output=True, text=True, timeout=240)
        import urllib.request
        with urllib.request.urlopen(where["endpoint"] + "/_test/log") as answer:
            requests = json.load(answer)["requests"]
        leaked = [r for r in requests if r["origin"] == "cdn" and r["authorization"]]
        print(done.stdout, done.stderr[-3000:], f"{len(requests)} requests", sep="\n")
        if done.returncode != 0 or leaked:
            sys.exit(f"failed: client {done.returncode}, tokens at the second origin {len(leaked)}")
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
