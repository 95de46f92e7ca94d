"""What a comment is found by: its words, and keys for who wrote it, from where, and where it leads."""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Network
from typing import NamedTuple

from comments.models import Comment, SearchKeyKind
from comments.net import hostnames, ip
from comments.text import markup, search_words

_LONGEST_KEY = 253
_MOST_LINKS = 50


class Key(NamedTuple):
    kind: SearchKeyKind
    value: str


def lines_of(comment: Comment) -> list[list[str]]:
    """The words of its name, text and thread's title, in each reading: as they are read, without tags."""
    texts = [comment.name, *_read(comment), comment.thread.title]
    return [words for text in texts for words in search_words.lines_of(text) if words]


def _read(comment: Comment) -> list[str]:
    if "<" not in comment.text and "&" not in comment.text:
        return [comment.text]
    plain = markup.excerpt(comment.text, len(comment.text))
    return [plain, *(value for _name, value in markup.attribute_values(comment.html or ""))]


def marks_of(comment: Comment) -> list[str]:
    """Words that no text has, by which a search is limited to a site or a thread."""
    return [site_mark(comment.site_id), thread_mark(comment.thread_id)]


def site_mark(site_id: int) -> str:
    return f"site={site_id}"


def thread_mark(thread_id: int) -> str:
    return f"thread={thread_id}"


def keys_of(comment: Comment) -> set[Key]:
    """The domain of its email address, the hosts of its website and links, and what these lie in; and its network."""
    keys = {Key(SearchKeyKind.HOST, host) for host in _hosts(comment)}
    _local, at, domain = comment.email_canonical.rpartition("@")
    if at and domain:
        keys |= {Key(SearchKeyKind.DOMAIN, parent) for parent in hostnames.with_parents(domain)}
    if network := network_range(comment.network):
        keys.add(Key(SearchKeyKind.NETWORK, network[0]))
    return {key for key in keys if len(key.value) <= _LONGEST_KEY and "\0" not in key.value}


def network_range(written: str) -> tuple[str, str] | None:
    """The first and the last key of an address or a network; None for other text.

    What is kept of an IPv6 address is its /64, so a longer prefix stands for that.
    """
    network = ip.parse_network(written)
    if network is None:
        return None
    if isinstance(network, IPv6Network) and network.prefixlen > 64:
        network = network.supernet(new_prefix=64)
    return _sortable(network.network_address), _sortable(network.broadcast_address)


def _sortable(address: ip.Address) -> str:
    """In a fixed width, so that text sorts as numbers do. What follows the /64 of an IPv6 address is nobody's."""
    return f"4{int(address):08x}" if isinstance(address, IPv4Address) else f"6{int(address) >> 64:016x}"


def _hosts(comment: Comment) -> Iterator[str]:
    links = markup.linked_addresses(comment.html or "")[:_MOST_LINKS]
    for host in hostnames.hosts_of([comment.url, *links]):
        yield from hostnames.with_parents(host)
