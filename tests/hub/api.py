"""/api/models: search, repository, refs, tree, paths-info; the access rules; the faults of JSON answers."""
import base64
import json
import time
from urllib.parse import parse_qs, quote, unquote, urlsplit

ERRORS = {  # status, X-Error-Code, X-Error-Message
    "repo": (404, "RepoNotFound", "Repository not found"),
    "repo_anonymous": (401, None, "Invalid username or password."),
    "revision": (404, "RevisionNotFound", "Invalid rev id"),
    "entry": (404, "EntryNotFound", "Entry not found"),
    "gated": (401, "GatedRepo", "Access to model {id} is restricted. You must have access to it and be authenticated to "
              "access it. Please log in."),
    "gated_refused": (403, "GatedRepo", "Access to model {id} is restricted and you are not in the authorized list. "
                      "Visit {origin}/{id} to ask for access."),
    "token": (401, None, "Invalid credentials in Authorization header"),
    "disabled": (403, None, "Access to this resource is disabled."),
}


def refuse(handler, kind, repo_id="", headers=None):
    status, code, message = ERRORS[kind]
    message = message.format(id=repo_id, origin=handler.server.state.hub_origin)
    handler.answer(status, json.dumps({"error": message}).encode(),
                   {"Content-Type": "application/json; charset=utf-8", "X-Error-Code": code, "X-Error-Message": message,
                    "X-Request-Id": "Root=1-test", **(headers or {})})


def access(handler, state, repo_id):
    """The repository if the caller may read it; otherwise the refusal is sent and None returned."""
    repo = state.world.repos.get(repo_id)
    authorization = handler.headers.get("Authorization")
    token = authorization[7:] if authorization and authorization.startswith("Bearer ") else None
    if token is not None and token != state.settings["token"]:
        return refuse(handler, "token")
    if repo is None or (repo.row.get("private") and token is None):
        return refuse(handler, "repo" if token else "repo_anonymous", repo_id)
    if repo.row.get("disabled"):
        return refuse(handler, "disabled")
    return repo


def may_read_files(handler, repo):
    """Gated repositories show their page to everyone, their files to those who were let in."""
    if not repo.row.get("gated"):
        return True
    has_token = handler.headers.get("Authorization") is not None
    if has_token and repo.row.get("granted", False):
        return True
    refuse(handler, "gated_refused" if has_token else "gated", repo.id, {"X-Repo-Commit": repo.sha})
    return False


def limited(handler, state, bucket):
    """Counts against the rate limit; sends 429 when it is used up."""
    limit = state.settings.get("rate_limit")
    if not limit:
        return False
    with state.lock:
        now = time.time()
        if now >= limit.setdefault("until", now + limit.get("window_s", 300)):
            limit.update(until=now + limit.get("window_s", 300), used=0)
        limit["used"] = limit.get("used", 0) + 1
        left, rest = limit["quota"] - limit["used"], int(limit["until"] - now)
    handler.rate = {"RateLimit": f'"{bucket}";r={max(left, 0)};t={rest}',
                    "RateLimit-Policy": f'"fixed window";"{bucket}";q={limit["quota"]};w={limit.get("window_s", 300)}'}
    if left < 0:
        handler.answer(429, b'{"error":"We had to rate limit you"}', {"Content-Type": "application/json", **handler.rate})
        return True
    return False


def answer_fault(handler, state, fault):
    """Answers as the fault says; False where it is a fault of bodies, for others to apply."""
    do = fault["do"]
    if do == "slow_headers":
        time.sleep(fault.get("seconds", 60))
        return False
    if do == "close":
        handler.reset()
    elif do == "status":
        body = fault.get("body", '{"error":"made to fail"}').encode()
        handler.answer(fault["status"], body, {"Content-Type": "application/json", **fault.get("headers", {})})
    elif do == "redirect":
        hop = int(parse_qs(urlsplit(handler.path).query).get("hop", ["0"])[0])
        plain = urlsplit(handler.path).path
        to = fault.get("to") or (handler.path if fault.get("hops") == "loop" else f"{plain}?hop={hop + 1}")
        handler.answer(302, b"elsewhere", {"Location": to.replace("{hub}", state.hub_origin).replace("{cdn}", state.cdn_origin)})
    elif do == "body":
        handler.answer(200, fault["body"].encode(), {"Content-Type": fault.get("type", "application/json")})
    elif do == "deep_json":
        handler.answer(200, b"[" * 100000 + b"]" * 100000, {"Content-Type": "application/json"})
    elif do == "truncated_json":
        handler.answer(200, b'[{"id":"a/b","tags":["gg', {"Content-Type": "application/json"})
    elif do == "huge_json":
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(200 << 20))
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"[" + b" " * ((1 << 20) - 1))
    else:
        return False
    return True


def serve(handler, state):
    parts = urlsplit(handler.path)
    query = parse_qs(parts.query, keep_blank_values=True)
    handler.rate = {}
    fault = state.faults.find("hub", handler.command, handler.path, 0, 1 << 62)
    if fault and answer_fault(handler, state, fault):
        return None
    if limited(handler, state, "api"):
        return None
    path = parts.path
    if path.startswith("/api/whoami"):
        return whoami(handler, state)
    if not path.startswith("/api/models"):
        return handler.answer(404, b'{"error":"Sorry, we can\'t find the page you are looking for."}', {"Content-Type": "application/json"})
    segments = [unquote(s) for s in path[len("/api/models") :].strip("/").split("/") if s]
    if not segments:
        return search(handler, state, query, fault)
    words = {"revision", "refs", "tree", "paths-info", "xet-read-token"}
    n = 1 if len(segments) > 1 and segments[1] in words or len(segments) == 1 else 2
    repo = access(handler, state, "/".join(segments[:n]))
    if repo is None:
        return None
    verb = segments[n] if len(segments) > n else ""
    if verb == "refs":
        rows = [{"name": b, "ref": f"refs/heads/{b}", "targetCommit": c} for b, c in repo.branches.items()]
        return send_json(handler, {"branches": rows, "converts": [], "tags": []})
    revision = segments[n + 1] if len(segments) > n + 1 else "main"
    commit = repo.commit(revision)
    if commit is None:
        return refuse(handler, "revision", repo.id)
    if verb == "tree":
        return tree(handler, state, repo, "/".join(segments[n + 2 :]), query, fault)
    if verb == "paths-info":
        form = parse_qs(handler.body.decode()) if not handler.body.startswith(b"{") else json.loads(handler.body)
        rows = [state.world.file_row(repo.by_path[p]) for p in form.get("paths", []) if p in repo.by_path]
        return send_json(handler, rows)
    if verb == "xet-read-token":
        return handler.answer(404, b'{"error":"no xet here"}', {"Content-Type": "application/json"})
    fields = query.get("expand") or query.get("expand[]")
    fields = [f for one in fields for f in one.split(",")] if fields else None
    row = state.world.model_row(repo, fields, full=True, blobs=query.get("blobs", [""])[0] in ("true", "True", "1"))
    row.setdefault("sha", commit)
    return send_json(handler, row)


def send_json(handler, value, headers=None):
    handler.answer(200, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8", **handler.rate, **(headers or {})})


def whoami(handler, state):
    if handler.headers.get("Authorization") != f"Bearer {state.settings['token']}":
        return refuse(handler, "token")
    return send_json(handler, {"type": "user", "name": "tester", "auth": {"accessToken": {"role": "read"}}})


def paged(handler, state, rows, size, fault):
    """A page of rows and the Link header to the next; the cursor is opaque, the link absolute."""
    parts = urlsplit(handler.path)
    query = parse_qs(parts.query, keep_blank_values=True)
    start = int(base64.urlsafe_b64decode(query["cursor"][0]).decode()) if "cursor" in query else int(query.get("skip", ["0"])[0])
    headers, end = {}, start + size
    if end < len(rows) or fault:
        query.pop("cursor", None)
        cursor = base64.urlsafe_b64encode(str(end).encode()).decode()
        words = [f"{quote(k)}={quote(v)}" for k, values in query.items() for v in values] + [f"cursor={quote(cursor)}"]
        link = f"{state.hub_origin}{parts.path}?{'&'.join(words)}"
        if fault and fault["do"] == "endless_cursor":
            link = state.hub_origin + handler.path
        if fault and fault["do"] == "foreign_cursor":
            link = link.replace(state.hub_origin, fault.get("to", state.cdn_origin))
        headers["Link"] = f'<{link}>; rel="next"'
    send_json(handler, rows[start:end], headers)


def search(handler, state, query, fault):
    one = lambda name: query.get(name, [None])[0]
    rows = [r for r in state.world.repos.values() if not r.row.get("private")]
    if one("search"):
        for word in one("search").lower().split():
            rows = [r for r in rows if word in r.id.lower()]
    if one("author"):
        rows = [r for r in rows if r.id.split("/")[0] == one("author")]
    for tag in (t for f in query.get("filter", []) for t in f.split(",")):
        rows = [r for r in rows if tag in r.row.get("tags", []) or tag == r.row.get("pipeline_tag")]
    if one("pipeline_tag"):
        rows = [r for r in rows if r.row.get("pipeline_tag", "text-generation") == one("pipeline_tag")]
    if one("gated") in ("true", "false"):
        rows = [r for r in rows if bool(r.row.get("gated")) == (one("gated") == "true")]
    key = {"downloads": "downloads", "likes": "likes", "createdAt": "created", "created_at": "created", "lastModified": "modified",
           "last_modified": "modified", "trendingScore": "trending", "trending_score": "trending"}.get(one("sort") or "trendingScore")
    if key is None:
        return handler.answer(400, b'{"error":"Invalid sort parameter"}', {"Content-Type": "application/json"})
    rows.sort(key=lambda r: (r.row.get(key, 0 if key not in ("created", "modified") else ""), r.id), reverse=True)
    fields = [f for x in query.get("expand", []) + query.get("expand[]", []) for f in x.split(",")] or None
    full = one("full") in ("true", "True", "1")
    rows = [state.world.model_row(r, fields, full) for r in rows]
    limit = max(1, min(int(one("limit") or 1000), 1000, state.settings["page_size"]))
    return paged(handler, state, rows, limit, fault)


def tree(handler, state, repo, prefix, query, fault):
    flag = lambda name: query.get(name, ["false"])[0].lower() in ("true", "1")
    key = (prefix, flag("recursive"), flag("expand"))
    if key in repo.trees:
        return paged(handler, state, repo.trees[key], state.settings["page_size"], fault)
    rows = repo.trees[key] = list(state.world.tree_rows(repo, *key))
    if repo.row.get("made_up_rows"):
        rows += [{"type": "file", "path": f"many/{i:06d}.txt", "size": 1, "oid": f"{i:040x}"} for i in range(repo.row["made_up_rows"])]
    return paged(handler, state, rows, state.settings["page_size"], fault)
