"""Usage: origins.py <LINES. Lines BASE URL, as origins.js prints them: both have one host and port
for Python's reader too, and https."""
import sys
from urllib.parse import urlsplit


def origin(url):
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or 443, parts.username


passed = failed = 0
for line in sys.stdin:
    base, url = line.rstrip("\n").split(" ")
    good = origin(base) == origin(url) and origin(url)[0] == "https" and origin(url)[3] is None
    passed, failed = passed + good, failed + (not good)
    if not good and failed < 10:
        print(f"failed: {base} {url}: {origin(base)}, {origin(url)}", file=sys.stderr)
print(f"{passed} passed, {failed} failed", file=sys.stderr)
sys.exit(failed > 0 or passed == 0)
