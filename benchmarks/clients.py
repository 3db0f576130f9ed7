"""Who calls: a signed-in browser and an API token over one kept connection."""

import http.client
import re
import secrets
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

Headers = dict[str, str]
UNSENT = ("submit", "checkbox", "radio")


@dataclass
class Answer:
    """What came back, and how many seconds after it was asked for its last byte (and its first) arrived."""

    status: int
    body: bytes
    headers: Headers
    took_s: float
    first_byte_s: float


@dataclass
class Client:
    """One person at one server. ``headers`` say who it is."""

    port: int
    headers: Headers
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)

    def get(self, address: str, *, expected: int = 200) -> Answer:
        return self._ask("GET", address, None, {}, expected)

    def post(self, address: str, form: list[tuple[str, str]], *, expected: int) -> Answer:
        """Send a form as a browser does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, urlencode(form).encode(), headers, expected)

    def upload(
        self, address: str, form: list[tuple[str, str]], *, file: tuple[str, str, bytes], expected: int
    ) -> Answer:
        """Send a form with a file (its input, name and content) as a browser does."""
        mark, parts = secrets.token_hex(16), []
        for name, value in form:
            parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
        name, called, content = file
        head = f'Content-Disposition: form-data; name="{name}"; filename="{called}"\r\nContent-Type: text/csv'
        body = b"".join((*parts, f"--{mark}\r\n{head}\r\n\r\n".encode(), content, f"\r\n--{mark}--\r\n".encode()))
        return self._ask("POST", address, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}, expected)

    def _ask(self, method: str, address: str, body: bytes | None, headers: Headers, expected: int) -> Answer:
        """Ask, once more where the server closed the kept connection. Raises RuntimeError on another status."""
        try:
            answer = self._once(method, address, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.connection.close()
            answer = self._once(method, address, body, headers)
        if answer.status != expected:
            words = " ".join(re.sub("<[^>]*>", " ", answer.body.decode()).split())
            raise RuntimeError(f"{method} {address} answered {answer.status}: {words[-1500:]}")
        return answer

    def _once(self, method: str, address: str, body: bytes | None, headers: Headers) -> Answer:
        start = time.perf_counter()
        self.connection.request(method, address, body, {**self.headers, **headers})
        response = self.connection.getresponse()
        first = response.read(1)
        first_byte_s = time.perf_counter() - start
        rest = response.read()
        took_s = time.perf_counter() - start
        self._keep(response.headers.get_all("Set-Cookie", []))
        return Answer(response.status, first + rest, dict(response.getheaders()), took_s, first_byte_s)

    def _keep(self, cookies: list[str]) -> None:
        """Send from now on what the server set, as a browser does."""
        if cookies:
            held = SimpleCookie("; ".join([self.headers.get("Cookie", ""), *(one.split(";")[0] for one in cookies)]))
            self.headers["Cookie"] = "; ".join(f"{name}={morsel.value}" for name, morsel in held.items())


class FormReader(HTMLParser):
    """The values a browser would send with the form whose button is named, or has none: inputs, selects, texts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self._select, self._inside, self._template = "", False, False
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post" and "data-primary" in given
        self._template = self._template or tag == "template"
        if self._template or not self._inside:
            return
        if tag == "option" and self._select:
            self._choose(given.get("value", ""), "selected" in given)
        elif tag == "select":
            self._select = given.get("name", "")
        elif given.get("name") and (tag == "textarea" or (tag == "input" and given.get("type") not in UNSENT)):
            self.values.append((given["name"], given.get("value", "")))

    def _choose(self, value: str, selected: bool) -> None:
        """The selected option, else the first one."""
        chosen = next((place for place, (name, _value) in enumerate(self.values) if name == self._select), None)
        if chosen is None:
            self.values.append((self._select, value))
        elif selected:
            self.values[chosen] = (self._select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "template":
            self._template = False
        elif tag == "select":
            self._select = ""
