"""The sender of the events: signs, delivers, retries and keeps its log as Apideck does, with
seconds in place of hours."""
import datetime
import hashlib
import hmac
import http.client
import json
import threading
import time
import uuid

DELAYS = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]  # nine retries


def iso(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def sign(key, body):
    """The guide's: HMAC-SHA256 of the sorted, compact document."""
    text = json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


class Sender:
    def __init__(self, key, port, endpoint, api):
        self.key, self.port, self.endpoint, self.api = key, port, endpoint, api
        self.clock = time.time() - 3600  # of what happens; each event a millisecond later
        self.statuses = []
        self.wrong = []

    def event(self, key, action):
        """The payload of an event that happens now."""
        kind, consumer, service, name = key
        self.clock += 0.001
        return {"event_id": str(uuid.uuid4()), "event_type": f"accounting.{kind}.{action}",
                "unified_api": "accounting", "service_id": service, "consumer_id": consumer,
                "entity_id": name, "entity_type": kind, "execution_attempt": 1,
                "entity_url": f"https://elsewhere.invalid/accounting/{kind}s/{name}",
                "occurred_at": iso(self.clock)}

    def post(self, payload, signature=None):
        """The status of one attempt; 0 when nobody answers."""
        body = json.dumps({"payload": payload}, indent=1, ensure_ascii=False).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/webhooks", body, {
                "content-type": "application/json",
                "x-apideck-event-type": payload["event_type"],
                "x-apideck-idempotency-key": str(uuid.uuid4()),
                "x-apideck-signature": signature or sign(self.key, body)})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def deliver(self, payload, attempts=len(DELAYS) + 1):
        """An event until it is taken, or given up; writes the log. Returns the last status."""
        entry = {"id": str(uuid.uuid4()), "endpoint": self.endpoint, "attempts": [],
                 "event_type": payload["event_type"], "service": {"id": payload["service_id"]},
                 "consumer_id": payload["consumer_id"], "http_method": "POST"}
        for attempt in range(1, attempts + 1):
            body = payload | {"execution_attempt": attempt}
            status = self.post(body)
            self.statuses.append(status)
            if status and not (status == 200 or status >= 500):
                self.wrong.append(f"{payload['event_type']} was answered {status}")
            self.note(entry, body, status, attempt < attempts)
            if status == 200 or attempt == attempts:
                return status
            time.sleep(DELAYS[attempt - 1])

    def note(self, entry, payload, status, more):
        now = {"timestamp": iso(time.time()), "execution_attempt": payload["execution_attempt"],
               "status_code": status, "success": status == 200}
        with self.api.lock:
            if not entry["attempts"]:
                self.api.log.append(entry)
            entry.update(now, request_body=json.dumps({"payload": payload}),
                         retry_scheduled=more and status != 200)
            entry["attempts"].append(now)

    def deliver_all(self, payloads, threads=6, attempts=len(DELAYS) + 1):
        """Many at once, and so in no order."""
        work = list(reversed(payloads))

        def run():
            while True:
                try:
                    payload = work.pop()
                except IndexError:
                    return
                self.deliver(payload, attempts)
        running = [threading.Thread(target=run) for _ in range(threads)]
        for thread in running:
            thread.start()
        return running
