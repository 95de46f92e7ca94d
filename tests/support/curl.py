"""What a command line of curl asks, as far as our examples go: -X, -H, -d and an address."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from types import MappingProxyType


@dataclass
class Asked:
    method: str = "GET"
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


def read(command: str, variables: Mapping[str, str] = MappingProxyType({})) -> Asked:
    """With these variables of the shell. Raises ValueError for an option that we do not know."""
    name, *words = shlex.split(command.replace("\\\n", " "))
    if name != "curl":
        raise ValueError(name)
    asked, method = Asked(), ""
    ahead = iter(words)
    for word in ahead:
        if word == "-X":
            method = next(ahead)
        elif word == "-H":
            header, _colon, value = Template(next(ahead)).safe_substitute(variables).partition(": ")
            asked.headers[header] = value
        elif word == "-d":
            asked.body = next(ahead)
        elif word.startswith("-") or asked.url:
            raise ValueError(word)
        else:
            asked.url = word
    asked.method = method or ("GET" if asked.body is None else "POST")
    return asked
