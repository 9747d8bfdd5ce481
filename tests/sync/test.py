"""Usage: test.py PROGRAM DIRECTORY [EVENTS [SEED]]. Tests examples/sync against a stand-in of the API
(api.py) and of the sender of events (sender.py): each failure by itself, then a storm of all of
them with the program killed and started again. In the end the copy has to be what the stand-in
holds (books.py), field by field. DIRECTORY has the stand-in's certificate and key, and the
authority's certificate. What SYNC_UNDER names, e.g. valgrind, runs the program."""
import os
import random
import re
import shlex
import signal
import sys
import threading
import time
import traceback

from api import MISTAKES, Api
from books import Books
from program import Program, rows, run_sql
from sender import Sender

KEY, APP = "the key of the tests", "app-1"
ENDPOINT = "https://receiver.example/webhooks"
OWNERS = [("acme", "xero"), ("acme", "quickbooks"), ("initech", "xero")]
IDS = ["1", "2", "3", "a/../b", "50% & more?#", "ключ", "x" * 200]


class Test:
    def __init__(self, program, directory, events, seed):
        self.passed = self.failed = 0
        self.events, self.directory = events, directory
        self.rng = random.Random(seed)
        self.lock = threading.RLock()
        self.books = Books(self.rng)
        self.api = Api(self.books, self.rng, self.lock, KEY, APP)
        under = shlex.split(os.environ.get("SYNC_UNDER", ""))
        self.patience = 5 if under else 1
        timeout = 600 * self.patience
        self.api.silence = timeout / 1000 * 2
        url = self.api.serve(f"{directory}/api.crt", f"{directory}/api.key")
        self.database = f"{directory}/copy.db"
        self.program = Program(
            under + [program, "--database", self.database, "--app-id", APP, "--base-url", url,
                     "--ca-file", f"{directory}/ca.crt", "--endpoint", ENDPOINT,
                     "--timeout-ms", str(timeout)],
            {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
            | {"APIDECK_API_KEY": KEY})
        self.sender = Sender(KEY, 0, ENDPOINT, self.api)

    def check(self, text, good):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        if not good:
            print(f"failed: {text}", file=sys.stderr)

    def same(self, text, got, wanted):
        self.check(f"{text}: is {got!r}, expected {wanted!r}", got == wanted)

    def same_rows(self, text):
        with self.lock:
            wanted, got = self.books.rows(), rows(self.database)
        for table in wanted:
            lost = [row for row in wanted[table] if row not in got[table]][:2]
            more = [row for row in got[table] if row not in wanted[table]][:2]
            self.check(f"{text}: {table} lacks {lost}, has {more}", wanted[table] == got[table])

    # What happens in the books, and its event -------------------------------------------------

    def change(self, key, action=None):
        with self.lock:
            there = key in self.books.entities
            action = action or ("updated" if there else "created")
            self.api.known.add(key)
            if action == "deleted":
                self.books.remove(key)
            else:
                self.books.put(key)
            return self.sender.event(key, action)

    def once(self, payload):
        return self.sender.deliver(payload, attempts=1)

    # Parts ------------------------------------------------------------------------------------

    def missed_before_the_start(self):
        nobody = self.sender.port  # nobody listens yet
        self.same("port", nobody, 0)
        self.sender.port = 1
        for kind in ("customer", "invoice"):
            for name in IDS:
                self.same("nobody there", self.once(self.change((kind, *OWNERS[0], name))), 0)
        gone = self.change(("customer", *OWNERS[0], "gone"))
        self.once(gone)
        self.once(self.change(("customer", *OWNERS[0], "gone"), "deleted"))
        elsewhere = ("customer", *OWNERS[0], "not ours")
        self.sender.endpoint = "https://other.example/"
        self.once(self.sender.event(elsewhere, "created"))
        self.sender.endpoint = ENDPOINT
        self.program.start()
        self.sender.port = self.program.port
        self.program.wait_for("caught up")
        self.same_rows("missed before the start")
        self.same("fetched for another endpoint", self.api.fetched[elsewhere], 0)

    def each_failure(self):
        """The event is refused and its row is untouched, until the API answers."""
        for mistake in MISTAKES + ["locked"]:
            before = rows(self.database)
            event = self.change(self.rng.choice(list(self.api.known)), "updated")
            self.fail_with(mistake)
            self.same(f"status at '{mistake}'", self.once(event), 500)
            self.check(f"rows at '{mistake}'", rows(self.database) == before)
            self.fail_with(None)
            self.same(f"status after '{mistake}'", self.once(event), 200)
            self.same_rows(f"after '{mistake}'")

    def fail_with(self, mistake):
        self.api.locked_until = time.monotonic() + 1000 if mistake == "locked" else 0
        self.api.mistakes = 1.0 if mistake in MISTAKES else 0.0
        self.api.choices = [mistake] if mistake in MISTAKES else MISTAKES

    def log_failures(self):
        """While the log cannot be read, nothing is caught up; then all of it is."""
        self.sender.port = 1
        self.once(self.change(("invoice", *OWNERS[1], "missed")))
        self.sender.port = self.program.port
        for mistake in ("error", "cut", "truncated", "html", "limited", "away", "locked"):
            self.fail_with(mistake)
            self.program.process.send_signal(signal.SIGHUP)
            said = self.program.wait_for("caught up: .*").group()
            self.check(f"log at '{mistake}': {said}", "not read to its end" in said)
        self.fail_with(None)
        self.check("the log is read", "handled 1," in self.program.catch_up())
        self.same_rows("missed")

    def full_disk(self):
        event = self.change(("invoice", *OWNERS[1], "full"))
        before = rows(self.database)
        self.program.limit_files(4096)
        status = self.once(event)
        self.check(f"status with a full disk: {status}", status in (500, 503))
        self.check("rows with a full disk", rows(self.database) == before)
        self.program.limit_files(None)
        self.same("status when there is room again", self.once(event), 200)
        self.same_rows("full disk")

    def refused_row(self):
        """The second line of an invoice cannot be written: nothing of it is, until it can be."""
        key = ("invoice", *OWNERS[1], "refused")
        event = self.change(key)
        data = self.books.entities[key]["data"]
        data["line_items"] = [{"id": "one"}, {"id": "two"}]
        run_sql(self.database, "CREATE TRIGGER refuse BEFORE INSERT ON invoice_lines "
                "WHEN new.id = 'two' BEGIN SELECT RAISE(ABORT, 'as the test wants it'); END")
        before = rows(self.database)
        self.same("status of a row that is refused", self.once(event), 500)
        self.check("rows beside one that is refused", rows(self.database) == before)
        run_sql(self.database, "DROP TRIGGER refuse")
        self.same("status when the row is taken", self.once(event), 200)
        self.same_rows("refused row")

    def order(self):
        key = ("invoice", *OWNERS[2], "order")
        created, deleted = self.change(key), self.change(key, "deleted")
        again = self.change(key, "created")
        for name, event in (("newest", again), ("deleted", deleted), ("created", created)):
            self.same(f"status of {name}", self.once(event), 200)
            self.same_rows(f"order, {name}")
        fetched = self.api.fetched[key]
        self.same("the same again", self.once(again), 200)
        self.same("fetched for it", self.api.fetched[key], fetched)
        gone = self.change(key)
        self.books.remove(key)
        self.same("updated, then 404", self.once(gone), 200)
        self.same_rows("updated, then 404")

    def changed_meanwhile(self):
        """The entity changes behind the answer to the fetch; the event of that change follows."""
        key, late = ("customer", *OWNERS[1], "meanwhile"), []
        event = self.change(key)
        self.api.on_fetch = lambda _: late.append(self.change(key))
        self.same("status before the change", self.once(event), 200)
        self.api.on_fetch = None
        self.same("status of the change", self.once(late[0]), 200)
        self.same_rows("changed meanwhile")

    def forged(self):
        key = ("customer", *OWNERS[0], "forged")
        self.same("forged", self.sender.post(self.sender.event(key, "created"), "0" * 64), 401)
        self.same("fetched for a forgery", self.api.fetched[key], 0)

    # The storm --------------------------------------------------------------------------------

    def storm(self):
        kills, over = [0], threading.Event()
        killer = threading.Thread(target=self.kill_at_random, args=(kills, over))
        self.fail_with(None)
        self.api.count.clear()
        self.api.mistakes = 0.2
        late, size = [], 40
        self.api.on_fetch = lambda key: self.change_sometimes(key, late)
        killer.start()
        try:
            for batch in range(-(-self.events // size)):
                self.api.locked_until = time.monotonic() + (0.7 if batch == 1 else 0)
                self.send_batch(late, size)
        finally:
            over.set()
            killer.join()
        self.api.on_fetch = None
        with self.lock:
            rest = late[:]
        for thread in self.sender.deliver_all(rest, attempts=3):
            thread.join()
        self.api.mistakes = 0.0
        given_up = sum(not entry["success"] for entry in self.api.log)
        line = self.program.catch_up()
        self.check(f"after the storm: {line}", "failed 0, left 0" in line)
        self.same_rows("after the storm")
        print(f"storm: {self.events} events, {len(self.sender.statuses)} deliveries, {kills[0]} "
              f"kills, {given_up} not delivered in the end; {dict(self.api.count)}")
        self.check("killed", kills[0] > 0)
        self.check("mistakes", sum(self.api.count[f"entity {name}"] for name in MISTAKES) > 5)

    def send_batch(self, late, size):
        with self.lock:
            payloads, late[:] = late[:], []
        for _ in range(size):
            key = (self.rng.choice(["customer", "invoice"]), *self.rng.choice(OWNERS),
                   self.rng.choice(IDS))
            gone = key in self.books.entities and self.rng.random() < 0.25
            payloads.append(self.change(key, "deleted" if gone else None))
        payloads += self.rng.sample(payloads, size // 8)  # doubled
        self.rng.shuffle(payloads)
        for thread in self.sender.deliver_all(payloads, attempts=self.rng.choice([2, 4, 10])):
            thread.join()

    def change_sometimes(self, key, late):
        if self.rng.random() < 0.05 and key in self.books.entities:
            late.append(self.change(key))

    def kill_at_random(self, kills, over):
        while not over.wait((0.2 + self.rng.random() * 1.2) * self.patience):
            self.check("it runs until it is killed", self.program.process.poll() is None)
            self.program.kill()
            kills[0] += 1
            self.program.start()

    # ------------------------------------------------------------------------------------------

    def run(self):
        parts = (self.missed_before_the_start, self.each_failure, self.log_failures,
                 self.full_disk, self.refused_row, self.order, self.changed_meanwhile,
                 self.forged)
        for part in parts:
            part()
        self.same("exit status", self.program.stop(), 0)
        self.program.start()
        self.check("all of it is known", "handled 0," in self.program.catch_up())
        self.storm()
        self.same("exit status after the storm", self.program.stop(), 0)
        self.same("requests that should not be", self.api.wrong[:5], [])
        self.same("answers that should not be", self.sender.wrong[:5], [])
        said = "".join(self.program.said)
        self.check("the key is not told", KEY not in said)
        self.check("no complaint of valgrind or a sanitizer",
                   not re.search(r"^==\d+==|runtime error:", said, re.MULTILINE))
        self.check("a copy of something", all(len(r) > 5 for r in rows(self.database).values()))


def main(program, directory, events="160", seed="1"):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and take the program along
    test = Test(program, directory, int(events), int(seed))
    try:
        test.run()
    except Exception:
        test.check(traceback.format_exc(), False)
    finally:
        if test.program.process and test.program.process.poll() is None:
            test.program.kill()
    if test.failed:
        print("".join(test.program.said[-40:]), file=sys.stderr)
    print(f"{test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
