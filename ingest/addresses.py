"""Which addresses Lontar may send to: none inside the network it runs in, unless a setting says so.

A webhook's address is typed by a person of an office, and the server is what calls it: without
this it could be made to talk to machines that trust it (server-side request forgery, CWE-918). The
name is resolved once and the connection goes to the very address that was checked, since a name
may mean another one a moment later.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

from models.errors import BadRequest

LONGEST: Final = 2000  # characters of a URL
#: IPv6 networks whose addresses carry an IPv4 address that is reached in truth (RFC 6052, 8215)
_CARRIERS: Final = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
#: All of the world's addresses of IPv6 (RFC 4291); some outside it are still taken for public ones
#: by `is_global`, such as those of a site (fec0::).
_WORLD: Final = ip_network("2000::/3")
#: Inside it, for books alone (RFC 9637); and the old relays to IPv4 (RFC 7526).
_NOBODYS: Final = (ip_network("3fff::/20"), ip_network("192.88.99.0/24"))


class Refused(Exception):
    """The address may not be reached from here, or its name means nothing; `why` is one word."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


def allowed(address: str, networks: Sequence[str]) -> bool:
    """Whether an IP address is public, or in one of `networks`.

    >>> allowed("93.184.216.34", ()), allowed("127.0.0.1", ()), allowed("::ffff:10.0.0.1", ())
    (True, False, False)
    >>> allowed("10.1.2.3", ("10.1.0.0/16",))
    True
    """
    found = _meant(address.partition("%")[0])
    if found is None:
        return False
    if any(found in ip_network(network) for network in networks):
        return True
    if isinstance(found, IPv6Address) and found not in _WORLD:
        return False
    if any(found in network for network in _NOBODYS):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _meant(address: str) -> IPv4Address | IPv6Address | None:
    """The address that is reached in truth; None where it is hidden in one of another kind."""
    found = ip_address(address)
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    hidden = found.sixtofour is not None or found.teredo is not None
    if hidden or any(found in carrier for carrier in _CARRIERS):
        return None
    return found


def checked(url: str, networks: Sequence[str]) -> str:
    """The URL of a webhook as it was typed. Raises BadRequest with what is wrong with it.

    Without TLS only inside `networks`: the signature keeps nobody from reading along.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")  # no part of a name is empty or longer than 63 letters
    except ValueError:
        parts, host = SplitResult("", "", "", "", ""), ""
    plain = url.isascii() and url.isprintable() and " " not in url
    if not host or not plain or len(url) > LONGEST:
        raise BadRequest("This is not a web address.", remedy="Write it whole: https://…")
    if parts.username or parts.password or parts.fragment:
        raise BadRequest(
            "The address holds a name, a password or a #.", remedy="Leave them out of it."
        )
    if parts.scheme not in (("https", "http") if networks else ("https",)):
        raise BadRequest("The address has to begin with https://.")
    if not _plausible(host, networks):
        raise BadRequest(
            "This address lies inside a private network.",
            remedy="Use a public one, or have the network allowed (LONTAR_WEBHOOK_NETWORKS).",
        )
    return url


def _plausible(host: str, networks: Sequence[str]) -> bool:
    """Judged by the name alone; what it means is looked at whenever something is sent."""
    try:
        return allowed(host, networks)
    except ValueError:
        name = host.rstrip(".").lower()
        own = name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
        # Old ways to write an IPv4 address (0x7f.1, 2130706433) that resolvers still take; no name
        # of the world ends in a number.
        number = name.rpartition(".")[2][:1].isdigit()
        return not number and (bool(networks) or not own)


async def resolve(url: str, networks: Sequence[str]) -> str:
    """The IP address to connect to. Raises Refused when any that the name means is not allowed."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused("unknown_name") from error
    addresses = [str(info[4][0]) for info in found]
    private = parts.scheme == "http"
    for address in addresses:
        inside = any(_in(address, network) for network in networks)
        if not allowed(address, networks) or (private and not inside):
            raise Refused("private_address")
    if not addresses:
        raise Refused("unknown_name")
    return addresses[0]


def _in(address: str, network: str) -> bool:
    found = _meant(address.partition("%")[0])
    return found is not None and found in ip_network(network)
