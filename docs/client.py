"""A case system's loop: every finished record once, every correction once, whatever is killed."""

import http.client
import json
import os
import sqlite3
import sys
import time
import urllib.parse
import urllib.request

URL, TOKEN = os.environ["LONTAR_URL"], os.environ["LONTAR_TOKEN"]
PAUSE = float(os.environ.get("PAUSE", "60"))  # seconds between two looks, when there is no more
cases = sqlite3.connect(os.environ.get("CASES", "cases.sqlite3"))
with cases:
    cases.execute("create table if not exists place (one integer primary key, cursor text)")
    cases.execute(
        "create table if not exists record (id, version, body, primary key (id, version))"
    )

while True:
    cursor = (cases.execute("select cursor from place").fetchone() or ("",))[0]
    query = urllib.parse.urlencode({"state": "finished", "limit": 100, "cursor": cursor})
    ask = urllib.request.Request(f"{URL}/api/v1/records?{query}")
    ask.add_header("Authorization", f"Bearer {TOKEN}")
    try:
        with urllib.request.urlopen(ask, timeout=30) as answer:
            page = json.load(answer)
    except (OSError, http.client.HTTPException, ValueError) as lost:  # away, or broken off
        print(f"Trying again: {lost}", file=sys.stderr)
        page = {"records": [], "cursor": cursor, "has_more": False}
    with cases:  # the records and how far they go: both are kept, or neither
        rows = [(r["id"], r["version"], json.dumps(r)) for r in page["records"]]
        cases.executemany("insert into record values (?, ?, ?)", rows)
        cases.execute("insert or replace into place values (1, ?)", (page["cursor"],))
    if not page["has_more"]:
        time.sleep(PAUSE)
