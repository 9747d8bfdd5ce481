"""Usage: transport_curl_api.py DIRECTORY. A stand-in of the API that answers in raw bytes, a way for
each path, at one port for each certificate; and a host that nobody may ask. Writes the ports to
DIRECTORY/ports, and each request that comes to DIRECTORY/asked."""
import os, socket, ssl, sys, threading, time

directory = sys.argv[1]
JSON = b"Content-Type: application/json\r\n"


def whole(body, status=b"200 OK", headers=b""):
    return (b"HTTP/1.1 " + status + b"\r\n" + JSON + headers
            + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def answers(ports):
    good, other = ports["good"], ports["other"]
    redirect = lambda to: whole(b"", b"302 Found", b"Location: " + to + b"\r\n")
    return {
        "/plain": whole(b'{"a":1}'),
        "/large": whole(b"x" * 100000),
        "/endless": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + b"1000\r\n" + b"x" * 4096 + b"\r\n",
        "/stalls": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "/silent": b"",
        "/truncated": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"a\":1}",
        "/cut-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":",
        "/chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    b"3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
        "/old": b"HTTP/1.0 200 OK\r\n\r\n{\"a\":1}",
        "/folded": whole(b"{}", headers=b"X-Long: one\r\n  two\r\n\tthree\r\nX-Next: a:b\r\n"),
        "/continue": b"HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n" + whole(b"{}"),
        "/within": redirect(b"/plain"),
        "/within-whole": redirect(b"https://127.0.0.1:%d/plain" % good),
        "/away": redirect(b"https://127.0.0.1:%d/plain" % other),
        "/away-plain": redirect(b"http://127.0.0.1:%d/plain" % good),
        "/loop": redirect(b"/loop"),
        "/limited": whole(b"{}", b"429 Too Many Requests", b"retry-after: 7\r\n"),
        "/refused": whole(b'{"message":"no"}', b"401 Unauthorized"),
        "/09": b'{"a":1}',
        "/large-header": whole(b"{}", headers=(b"X-A: " + b"y" * 60000 + b"\r\n") * 5),
    }


def serve(connection, name, table):
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return
        data += more
    path = data.split(b" ")[1].decode()
    with open(directory + "/asked", "a") as log:
        log.write(f"{name} {path} {'key' if b'the key of the tests' in data else 'no key'}\n")
    connection.sendall(table.get(path, whole(b"{}", b"404 Not Found")))
    if path == "/endless":
        for _ in range(10000):
            connection.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
    if path in ("/stalls", "/silent"):
        time.sleep(30)


def take(raw, context, name, table):
    try:
        with context.wrap_socket(raw, server_side=True) as connection:
            serve(connection, name, table)
            connection.unwrap()
    except (OSError, ssl.SSLError):
        pass


def listen(listener, context, name, table):
    while True:
        raw = listener.accept()[0]
        threading.Thread(target=take, args=(raw, context, name, table), daemon=True).start()


listeners = {name: socket.create_server(("127.0.0.1", 0))
             for name in ("good", "other", "wrong-name", "unknown", "expired")}
ports = {name: listener.getsockname()[1] for name, listener in listeners.items()}
for name, listener in listeners.items():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = "good" if name == "other" else name
    context.load_cert_chain(f"{directory}/{certificate}.crt", f"{directory}/{certificate}.key")
    threading.Thread(target=listen, args=(listener, context, name, answers(ports)),
                     daemon=True).start()
with open(directory + "/ports.new", "w") as file:
    file.writelines(f"{name} {port}\n" for name, port in ports.items())
os.rename(directory + "/ports.new", directory + "/ports")
threading.Event().wait()
