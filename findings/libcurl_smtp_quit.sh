#!/usr/bin/env bash
# libcurl 7.88.1, SMTP: CURLOPT_TIMEOUT_MS does not bound a transfer whose mail gets no answer after its DATA. curl_easy_perform returns
# CURLE_OPERATION_TIMEDOUT in time, but curl_easy_cleanup then sends QUIT and waits for its answer for another 120 s, and asks nobody. With
# CURLOPT_FORBID_REUSE curl_easy_perform waits these 120 s; there CURLOPT_XFERINFOFUNCTION is asked, and can end it. Exits 0 while true,
# after two minutes. Needs python3 and libcurl.so.4 (Debian's libcurl4 7.88.1).
set -euo pipefail
exec python3 - <<'PYTHON'
import ctypes, socket, threading, time

curl = ctypes.CDLL("libcurl.so.4")
curl.curl_version.restype = ctypes.c_char_p
curl.curl_easy_init.restype = curl.curl_slist_append.restype = ctypes.c_void_p
for name in ("perform", "cleanup"):
    getattr(curl, "curl_easy_" + name).argtypes = [ctypes.c_void_p]
Read = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p)
Progress = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, *[ctypes.c_int64] * 4)
UPLOAD, FORBID_REUSE, TIMEOUT_MS, NOPROGRESS, URL, MAIL_FROM, MAIL_RCPT, READFUNCTION, XFERINFOFUNCTION, NOSIGNAL = 46, 75, 155, 43, 10002, 10186, 10187, 20012, 20219, 99


def serve(listener, heard):  # a mail server that says nothing any more once it has the mail
    peer, _ = listener.accept()
    peer.sendall(b"220 mail\r\n")
    in_mail = silent = False
    for line in peer.makefile("rb"):
        heard.append(line.strip().decode())
        if in_mail:
            silent = silent or line == b".\r\n"
            in_mail = not silent
        elif not silent:
            in_mail = line.upper().startswith(b"DATA")
            peer.sendall(b"354 go on\r\n" if in_mail else b"250 ok\r\n")
    peer.close()


def send(name, forbid_reuse, ends_itself):
    listener, heard = socket.create_server(("127.0.0.1", 0)), []
    threading.Thread(target=serve, args=(listener, heard), daemon=True).start()
    parts = [b"Subject: one\r\n\r\none\r\n"]

    def read(to, size, count, _):
        part = parts.pop() if parts else b""
        ctypes.memmove(to, part, len(part))
        return len(part)

    began = time.monotonic()
    asked = Progress(lambda *_: int(ends_itself and time.monotonic() > began + 4))
    handle, call = ctypes.c_void_p(curl.curl_easy_init()), Read(read)
    to = ctypes.c_void_p(curl.curl_slist_append(None, b"<b@example.com>"))
    for option, value in ((URL, ctypes.c_char_p(b"smtp://127.0.0.1:%d" % listener.getsockname()[1])), (UPLOAD, ctypes.c_long(1)),
                          (MAIL_FROM, ctypes.c_char_p(b"<a@example.com>")), (MAIL_RCPT, to), (READFUNCTION, call), (NOSIGNAL, ctypes.c_long(1)),
                          (TIMEOUT_MS, ctypes.c_long(2000)), (FORBID_REUSE, ctypes.c_long(forbid_reuse)),
                          (NOPROGRESS, ctypes.c_long(0)), (XFERINFOFUNCTION, asked)):
        assert curl.curl_easy_setopt(handle, option, value) == 0
    code = curl.curl_easy_perform(handle)
    performed = time.monotonic()
    curl.curl_easy_cleanup(handle)
    ended = time.monotonic()
    took[name] = code, performed - began, ended - performed
    print(f"{name}: perform returned {code} after {performed - began:.1f} s, cleanup took {ended - performed:.1f} s; the server heard {heard[-1]} last", flush=True)


print(curl.curl_version().decode().split()[0])
assert curl.curl_global_init(ctypes.c_long(3)) == 0
took = {}
cases = [("with the defaults", 0, False), ("FORBID_REUSE", 1, False), ("FORBID_REUSE and a callback that ends it after 4 s", 1, True)]
threads = [threading.Thread(target=send, args=case) for case in cases]
for thread in threads: thread.start()
for thread in threads: thread.join()
(defaults, forbidden, ended) = (took[name] for name, _, _ in cases)
assert defaults[0] == forbidden[0] == 28
assert 1.9 < defaults[1] < 30 and 110 < defaults[2] < 150
assert 110 < forbidden[1] < 150 and forbidden[2] < 10
assert 1.9 < ended[1] < 30 and ended[2] < 10
PYTHON
