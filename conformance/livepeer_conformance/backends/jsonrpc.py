"""A small JSON-RPC client over HTTP that trusts its node with nothing."""

import http.client
import ipaddress
import json
import time
from typing import Any
from urllib.parse import urlsplit

from livepeer_conformance.backends.base import NodeError
from livepeer_conformance.model.json_text import parse_json

_CHUNK = 1 << 16
#: A connection that was idle for longer is not used again.
_IDLE_SECONDS = 2.0
_METHOD_ABSENT = (-32601, -32004)


class NodeRejection(NodeError):
    """The node answered with a JSON-RPC error."""

    def __init__(self, backend: str, method: str, code: int, text: str, data: Any) -> None:
        super().__init__(backend, f"{method}: error {code}: {text}")
        self.code = code
        self.text = text
        self.data = data


class JsonRpc:
    """One connection to one node, kept open between requests.

    ``timeout`` (seconds) bounds each wait for the node and the reading of a whole reply, ``max_reply`` (bytes) its
    size. Raises ``NodeError`` for a host other than loopback, unless ``allow_remote``.
    """

    def __init__(self, backend: str, url: str, *, timeout: float, max_reply: int, allow_remote: bool) -> None:
        self._backend = backend
        self._timeout = timeout
        self._max_reply = max_reply
        self._id = 0
        self._last_use = 0.0
        parts = urlsplit(url)
        host = parts.hostname
        if parts.scheme not in ("http", "https") or not host:
            raise NodeError(backend, f"{url!r} is not an http or https URL")
        if not allow_remote and not is_loopback(host):
            raise NodeError(
                backend,
                f"{host} is not this machine; allow_remote=True lets a node be elsewhere",
            )
        connect = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = connect(host, parts.port, timeout=timeout)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._where = f"{host}:{self._connection.port}"

    def request(self, method: str, *params: Any) -> Any:
        """The result of one call. Raises ``NodeRejection`` for an error response, ``NodeError`` for anything worse."""
        return self._result(method, self._exchange(method, self._envelope(method, params)))

    def batch(self, method: str, calls: list[tuple[Any, ...]]) -> list[Any]:
        """The results of several calls of one method, sent together, in order."""
        if not calls:
            return []
        envelopes = [self._envelope(method, params) for params in calls]
        answers = self._exchange(method, envelopes)
        if not isinstance(answers, list) or len(answers) != len(envelopes):
            raise self._fault(method, "a batch was not answered by as many answers")
        by_id = {answer.get("id"): answer for answer in answers if isinstance(answer, dict)}
        return [self._result(method, by_id.get(envelope["id"]), envelope["id"]) for envelope in envelopes]

    def offers(self, method: str) -> bool:
        """Whether the node knows the method; asked with parameters that no method accepts."""
        try:
            self.request(method, "probe", "probe", "probe")
        except NodeRejection as rejection:
            return rejection.code not in _METHOD_ABSENT
        return True

    def close(self) -> None:
        self._connection.close()

    def _envelope(self, method: str, params: tuple[Any, ...]) -> dict[str, Any]:
        self._id += 1
        return {"jsonrpc": "2.0", "id": self._id, "method": method, "params": list(params)}

    def _result(self, method: str, answer: Any, wanted: int | None = None) -> Any:
        if not isinstance(answer, dict):
            raise self._fault(method, "the answer is not a JSON object")
        # An error may lack the id when the node could not read the request.
        if answer.get("id") != (self._id if wanted is None else wanted) and not (
            "error" in answer and not answer.get("id")
        ):
            raise self._fault(method, f"the answer carries id {answer.get('id')!r} of another request")
        failure = answer.get("error")
        if failure is not None:
            if not isinstance(failure, dict) or not isinstance(failure.get("code"), int):
                raise self._fault(method, f"malformed error {failure!r:.200}")
            text = str(failure.get("message", ""))[:500]
            raise NodeRejection(self._backend, method, failure["code"], text, failure.get("data"))
        if "result" not in answer:
            raise self._fault(method, "the answer has neither result nor error")
        return answer["result"]

    def _exchange(self, method: str, payload: Any) -> Any:
        try:
            body = self._roundtrip(json.dumps(payload).encode())
        except TimeoutError as error:
            self._connection.close()
            raise self._fault(method, f"no complete answer from {self._where} within {self._timeout:g} s") from error
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise self._fault(method, f"{self._where}: {type(error).__name__}: {error}") from error
        except NodeError:
            self._connection.close()
            raise
        try:
            return parse_json(body)
        except ValueError as error:
            raise self._fault(method, f"the answer is not JSON: {body[:80]!r}") from error

    def _roundtrip(self, body: bytes) -> bytes:
        deadline = time.monotonic() + self._timeout
        connection = self._connection
        # Nodes drop idle connections; a dropped one must not be noticed only after a transaction was written to it.
        if time.monotonic() - self._last_use > _IDLE_SECONDS:
            connection.close()
        connection.request("POST", self._path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        reply = bytearray()
        while chunk := response.read1(_CHUNK):
            reply += chunk
            if len(reply) > self._max_reply:
                raise NodeError(self._backend, f"{self._where} answers with more than {self._max_reply} bytes")
            if time.monotonic() > deadline:
                raise TimeoutError
        response.close()
        self._last_use = time.monotonic()
        if response.status >= 300 and not reply.lstrip().startswith((b"{", b"[")):
            raise NodeError(self._backend, f"{self._where} answers with HTTP status {response.status}")
        return bytes(reply)

    def _fault(self, method: str, text: str) -> NodeError:
        return NodeError(self._backend, f"{method}: {text}")


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
