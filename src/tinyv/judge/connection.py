"""Connections to OpenAI-compatible servers: where the key comes from, which proxy is used, how many there may be."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

KEY_VARIABLE = "TINYV_API_KEY"  # not OPENAI_API_KEY: that one must not go to whatever server is named
CONNECT = 10.0  # seconds for a connection
IDLE = 4.0  # seconds before an unused connection is dropped; common servers drop it after 5, amid a request


def open_client(url: str, key: str, deadline: float, width: int) -> httpx.AsyncClient:
    """A client of the server at `url`. deadline: seconds for one reply; width: connections at most."""
    import httpx

    return httpx.AsyncClient(
        base_url=url,
        headers={"Authorization": f"Bearer {key}"} if key else {},
        timeout=httpx.Timeout(deadline, connect=min(CONNECT, deadline)),
        limits=httpx.Limits(max_connections=width, max_keepalive_connections=width, keepalive_expiry=IDLE),
        trust_env=not _is_loopback(url),  # a cluster's proxy cannot reach this machine's server
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
