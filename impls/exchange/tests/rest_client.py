"""A client of the exchange's REST for tests: signed by hand, so that it shares nothing with what is measured."""

import hashlib
import hmac
import json
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

PATH = "/api/v4/spot/orders"


def signed(given, method, path, query="", body=b"", *, late_s=0, secret=None):
    """The headers of a request."""
    timestamp = str(int(time.time()) - late_s)
    text = f"{method}\n{path}\n{query}\n{hashlib.sha512(body).hexdigest()}\n{timestamp}"
    sign = hmac.new((secret or given.secret).encode(), text.encode(), hashlib.sha512).hexdigest()
    return {"KEY": given.key, "Timestamp": timestamp, "SIGN": sign, "Content-Type": "application/json"}


def body_of(order, text=None):
    """An order as JSON."""
    fields = order._asdict() | {"text": text or order.text, "type": "limit", "account": "spot"}
    return json.dumps(fields).encode()


class Rest:
    """One kept connection."""

    def __init__(self, addresses, given):
        self.given = given
        self.connection = HTTPConnection(urlsplit(addresses["rest"]).netloc, timeout=30)

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.connection.close()

    def ask(self, method, path, query="", body=b"", **odd):
        """Status and JSON of a reply."""
        headers = signed(self.given, method, path, query, body, **odd)
        self.connection.request(method, f"{path}?{query}" if query else path, body or None, headers)
        reply = self.connection.getresponse()
        return reply.status, json.loads(reply.read())

    def place(self, order, text=None):
        """Status and JSON of the reply to an order."""
        return self.ask("POST", PATH, body=body_of(order, text))
