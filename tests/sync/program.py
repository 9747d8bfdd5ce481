"""The program under test: started, killed, read."""
import os
import queue
import re
import resource
import signal
import sqlite3
import subprocess
import threading
import time


class Program:
    def __init__(self, command, environment):
        self.command, self.environment = command, environment
        self.port, self.process = 0, None
        self.said = []

    def start(self):
        self.process = subprocess.Popen(self.command + ["--port", str(self.port)],
                                        env=self.environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, errors="replace")
        self.lines = queue.Queue()
        threading.Thread(target=self._read, args=(self.process.stdout, self.lines),
                         daemon=True).start()
        self.port = int(self.wait_for(r"listening on http://127.0.0.1:(\d+)/").group(1))

    def _read(self, stream, lines):
        for line in stream:
            self.said.append(line)
            lines.put(line)
        lines.put(None)

    def wait_for(self, pattern, seconds=60):
        """The first line from here on that matches."""
        end = time.monotonic() + seconds
        while True:
            line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            if line is None:
                raise RuntimeError("the program ended:\n" + "".join(self.said[-20:]))
            match = re.search(pattern, line)
            if match:
                return match

    def catch_up(self):
        """Has it look for missed deliveries until nothing is left."""
        for _ in range(30):
            self.process.send_signal(signal.SIGHUP)
            line = self.wait_for(r"caught up: .*").group()
            if "failed 0, left 0" in line and "not read" not in line:
                return line
        return "never done: " + line

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=60)

    def limit_files(self, size):
        """No file that it writes may be longer; None: any length."""
        most = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE,
                         (most if size is None else size, most))


def rows(database):
    """Table -> sorted rows, as Books.rows has them."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10)
    connection.row_factory = sqlite3.Row
    found = {table: sorted(repr(sorted(dict(row).items()))
                           for row in connection.execute(f"SELECT * FROM {table}"))
             for table in ("customers", "invoices", "invoice_lines")}
    intact = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    if intact != "ok":
        raise RuntimeError("the database is damaged: " + intact)
    return found


def run_sql(database, sql):
    connection = sqlite3.connect(database, timeout=10)
    connection.execute(sql)
    connection.commit()
    connection.close()
