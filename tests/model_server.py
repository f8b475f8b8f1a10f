"""A server that speaks as OpenAI's chat completions do, on loopback, and says what a test has written down for it.

Loaded with runpy, because the tests are no package: `ModelServer = runpy.run_path(...)["ModelServer"]`.
"""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ModelServer:
    """Serves while it is entered; `play` what it shall do, one for each request, the last one for all that follow.

    A play is a reply (a string), or a dict: status and body of a refusal, a reply that is `broken` off, one with a
    `pause` in seconds before each piece, a body of `garbage`, or `silent`: nothing at all.
    """

    def __init__(self) -> None:
        self.plays: list[Any] = [""]
        self.requests: list[dict[str, Any]] = []
        self.open = threading.Event()  # set when the server ends: what is silent may go
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda request, client_address: None  # type: ignore[method-assign] # the client left
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def __enter__(self) -> "ModelServer":
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self.open.set()
        self._server.shutdown()
        self._server.server_close()

    def play(self, *plays: Any) -> None:
        """Do this from now on, and forget what was asked before."""
        self.plays = list(plays)
        self.requests.clear()

    @property
    def prompts(self) -> list[str]:
        """What was asked, the rules and the data of each request together."""
        return ["\n".join(message["content"] for message in one["messages"]) for one in self.requests]

    def next_play(self) -> Any:
        """Return what to do now."""
        return self.plays.pop(0) if len(self.plays) > 1 else self.plays[0]


def _handler(server: ModelServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            server.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            play = server.next_play()
            play = {"reply": play} if isinstance(play, str) else play
            if "silent" in play:
                server.open.wait(30)
            elif "status" in play:
                self._send(play["status"], json.dumps({"error": play["error"]}), "application/json")
            elif "garbage" in play:
                self._send(200, play["garbage"], "text/event-stream")
            else:
                self._stream(play)

        def _stream(self, play: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for event in _events(play["reply"]):
                time.sleep(play.get("pause", 0))
                self._chunk(event)
            if "broken" in play:
                self.close_connection = True
                self.wfile.flush()
                self.connection.close()
                return
            self._chunk("data: [DONE]\n\n")
            self._chunk("")

        def _chunk(self, text: str) -> None:
            data = text.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        def _send(self, status: int, body: str, kind: str) -> None:
            data = body.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    return Handler


def _events(reply: str) -> Iterator[str]:
    pieces = [reply[at : at + 7] for at in range(0, len(reply), 7)]
    for piece in pieces:
        yield _event({"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None})
    yield _event({"index": 0, "delta": {}, "finish_reason": "stop"})


def _event(choice: dict[str, Any]) -> str:
    return f"data: {json.dumps({'id': 'x', 'object': 'chat.completion.chunk', 'model': 'm', 'choices': [choice]})}\n\n"
