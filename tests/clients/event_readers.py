"""Reads a top-up's events as Python programs do: event_readers.py READER URL. A line of JSON for each event at the moment it arrives.

Every reader is used as its own documentation says, with its default time-outs. Some come back after the end of the stream; they say how
that ended.
"""

import json
import sys


def show(**what):
    print(json.dumps(what), flush=True)


def show_event(identity, data):
    show(id=identity, state=json.loads(data)["state"])


def show_lines(lines):
    fields = {}
    for line in lines:
        line = (line.decode() if isinstance(line, bytes) else line).rstrip("\n")  # httpx before 0.24 leaves it on
        if line.startswith(":"):
            continue
        if line:
            name, _, value = line.partition(":")
            fields[name] = value.removeprefix(" ")
        elif "data" in fields:
            show_event(fields["id"], fields["data"])
            fields = {}


def requests_lines(url):
    import requests

    with requests.get(url, stream=True) as response:
        show_lines(response.iter_lines())


def httpx_lines(url):
    import httpx

    with httpx.stream("GET", url) as response:
        show_lines(response.iter_lines())


def sseclient_py(url):
    import requests
    import sseclient

    for event in sseclient.SSEClient(requests.get(url, stream=True)).events():
        show_event(event.id, event.data)


def requests_sse(url):
    import requests_sse as reader

    with reader.EventSource(url) as source:
        try:
            for event in source:
                show_event(event.last_event_id, event.data)
        except reader.InvalidStatusCodeError as error:
            show(again=error.status_code)


def httpx_sse(url):
    import httpx
    import httpx_sse as reader

    with httpx.Client() as client, reader.connect_sse(client, "GET", url) as source:
        for event in source.iter_sse():
            show_event(event.id, event.data)


if __name__ == "__main__":
    {one.__name__: one for one in (requests_lines, httpx_lines, sseclient_py, requests_sse, httpx_sse)}[sys.argv[1]](sys.argv[2])
