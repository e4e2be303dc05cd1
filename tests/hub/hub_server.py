#!/usr/bin/env python3
"""A Hub on the loopback: two origins (Hub and CDN), repositories from JSON, bytes from seeds, faults on demand.

    python3 tests/hub/hub_server.py [--fixture F.json]... [--tls DIR] [--port N] [--latency-ms N] [--page-size N]

The first line on standard output is JSON: {"endpoint", "cdn"}. It ends when standard input closes, or on SIGTERM.
Tests steer it through the Hub's origin: POST /_test/faults (a list, see faults.py), /_test/set (page_size, latency_ms,
rate_limit, world changes), GET /_test/log, POST /_test/reset.
"""
import argparse
import http.server
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time

import api
import files
from content import Hashes
from faults import Faults
from repositories import World

HERE = os.path.dirname(os.path.abspath(__file__))


class State:
    """What both origins share."""

    def __init__(self, args):
        self.fixtures = args.fixture or [os.path.join(HERE, "fixtures", "models.json")]
        self.hashes = Hashes(args.hash_cache)
        self.world = World(self.fixtures, self.hashes)
        self.faults, self.lock = Faults(), threading.Lock()
        self.log, self.bytes_sent = [], 0
        self.settings = {"page_size": args.page_size, "latency_ms": args.latency_ms, "rate_limit": None, "token": args.token,
                         "url_lifetime_s": 3600}
        self.hub_origin = self.cdn_origin = ""

    def note(self, row):
        with self.lock:
            self.log.append(row)

    def sent(self, n):
        with self.lock:
            self.bytes_sent += n


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "snug-test-hub"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16

    def log_message(self, *args):
        pass

    def setup(self):
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(10)
            self.request.do_handshake()
            self.request.settimeout(None)
        super().setup()

    def do_GET(self):
        self.serve()

    def do_HEAD(self):
        self.serve()

    def do_POST(self):
        self.serve()

    def serve(self):
        state, origin = self.server.state, self.server.origin
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else b""
        if self.path.startswith("/_test/"):
            return self.control(state)
        state.note({"origin": origin, "method": self.command, "path": self.path, "range": self.headers.get("Range"),
                    "authorization": self.headers.get("Authorization"), "agent": self.headers.get("User-Agent"),
                    "encoding": self.headers.get("Accept-Encoding"), "time": time.time()})
        if state.settings["latency_ms"]:
            time.sleep(state.settings["latency_ms"] / 1000)
        if origin == "cdn":
            files.serve_cdn(self, state)
        elif "/resolve/" in self.path or self.path.startswith("/api/resolve-cache/"):
            files.serve_hub(self, state)
        else:
            api.serve(self, state)

    def control(self, state):
        answer = {}
        if self.path == "/_test/faults":
            state.faults.replace(json.loads(self.body))
        elif self.path == "/_test/set":
            state.settings.update(json.loads(self.body))
        elif self.path == "/_test/fixture":
            state.world = World([json.loads(self.body)["path"]], state.hashes)
        elif self.path == "/_test/log":
            with state.lock:
                answer = {"requests": list(state.log), "bytes_sent": state.bytes_sent, "hits": state.faults.hits()}
        elif self.path == "/_test/reset":
            state.faults.replace([])
            with state.lock:
                state.log, state.bytes_sent = [], 0
        self.answer(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    def answer(self, status, body=b"", headers=None, length=True):
        """One whole small answer. A header whose value is None is left out."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    self.send_header(name, one)
        if length:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.close_connection = True
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
            self.wfile.flush()

    def reset(self):
        """Ends the connection with RST."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RD)
        self.connection.close()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, state, origin, port, context):
        super().__init__(("127.0.0.1", port), Handler)
        self.state, self.origin = state, origin
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        error = sys.exc_info()[1]
        if not isinstance(error, (ConnectionError, BrokenPipeError, ssl.SSLError, ValueError, OSError)):
            super().handle_error(request, client_address)


def tls_context(folder):
    """A certificate for 127.0.0.1 in `folder` (cert.pem is also what a client must trust)."""
    os.makedirs(folder, exist_ok=True)
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    if not os.path.exists(cert):
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", cert, "-days", "30", "-subj", "/CN=127.0.0.1", "-addext",
                        "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixture", action="append")
    parser.add_argument("--tls", metavar="DIR")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--page-size", type=int, default=1000)
    parser.add_argument("--token", default="hf_test_token_0123456789")
    parser.add_argument("--hash-cache", default=None, help="folder that remembers the hashes of large made-up files")
    parser.add_argument("--stay", action="store_true", help="do not end when standard input closes")
    args = parser.parse_args()
    state = State(args)
    context = tls_context(args.tls) if args.tls else None
    hub, cdn = Server(state, "hub", args.port, context), Server(state, "cdn", 0, context)
    scheme = "https" if context else "http"
    state.hub_origin = f"{scheme}://127.0.0.1:{hub.server_address[1]}"
    state.cdn_origin = f"{scheme}://127.0.0.1:{cdn.server_address[1]}"
    for server in (hub, cdn):
        threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True).start()
    print(json.dumps({"endpoint": state.hub_origin, "cdn": state.cdn_origin, "token": args.token}), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    try:
        while args.stay:
            signal.pause()
        sys.stdin.buffer.read()
    except KeyboardInterrupt:
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
