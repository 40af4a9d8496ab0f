#!/usr/bin/env bash
# An event stream sent without Transfer-Encoding: chunked, up to the end of the connection, as HTTP allows: requests' iter_lines and
# sseclient-py over requests show nothing until 512 bytes are there or the stream ends; the same bytes chunked
# arrive at once. With httpx both arrive at once. Exits 0 while true. Needs python3 with venv.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --disable-pip-version-check requests==2.34.2 urllib3==2.6.3 sseclient-py==1.9.0 httpx==0.28.1 httpx-sse==0.4.3
"$work/env/bin/python" - <<'PYTHON'
import socket, threading, time
import httpx, httpx_sse, requests, sseclient, urllib3

EVENT = b"data: now\n\n"
QUIET_S = 4  # between the event and the end of the stream


def serve(listener):
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=answer, args=(peer,), daemon=True).start()


def answer(peer):
    chunked = b"/chunked" in peer.recv(65536)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
    peer.sendall(head + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"\r\n"))
    peer.sendall(b"%x\r\n%s\r\n" % (len(EVENT), EVENT) if chunked else EVENT)
    time.sleep(QUIET_S)
    if chunked: peer.sendall(b"0\r\n\r\n")
    peer.close()


def iter_lines(url):
    return next(requests.get(url, stream=True).iter_lines())

def sseclient_requests(url):
    return next(sseclient.SSEClient(requests.get(url, stream=True)).events()).data

def httpx_lines(url):
    with httpx.stream("GET", url) as response: return next(response.iter_lines())

def httpx_events(url):
    with httpx.Client() as client, httpx_sse.connect_sse(client, "GET", url) as source: return next(source.iter_sse()).data


listener = socket.create_server(("127.0.0.1", 0))
threading.Thread(target=serve, args=(listener,), daemon=True).start()
print("requests", requests.__version__, "urllib3", urllib3.__version__, "httpx", httpx.__version__)
for read, waits in ((iter_lines, True), (sseclient_requests, True), (httpx_lines, False), (httpx_events, False)):
    took = {}
    for way in ("whole", "chunked"):
        began = time.monotonic()
        assert b"now" in bytes(str(read(f"http://127.0.0.1:{listener.getsockname()[1]}/{way}")), "utf8")
        took[way] = time.monotonic() - began
    print(f"{read.__name__}: the event is there after {took['whole']:.1f} s without chunks, {took['chunked']:.1f} s chunked")
    assert took["chunked"] < QUIET_S / 2 and (took["whole"] > QUIET_S - 0.5) == waits
PYTHON
