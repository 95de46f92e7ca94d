"""A cache in the memory of this process, within a budget of bytes: the least recently used goes first (LRU)."""

import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class _Entry(NamedTuple, Generic[V]):
    version: Hashable
    value: V
    size: int


class SizedCache(Generic[V]):
    """Keeps one version of a value by key, all of them together within `most_bytes`, but always the last one.

    Threads may share it; a forked process begins with what its parent had.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._entries: OrderedDict[Hashable, _Entry[V]] = OrderedDict()
        self._renew_lock()
        os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def size(self) -> int:
        """Bytes of all values together."""
        return sum(entry.size for entry in self._entries.values())

    def get(self, key: Hashable, version: Hashable, make: Callable[[], V]) -> V:
        """Return the value of this version; if there is none or another one, what `make` returns, which is kept then.

        Two threads that ask at once may both make it.
        """
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry.version == version:
                self._entries.move_to_end(key)
                return entry.value
        value = make()
        made = _Entry(version, value, deep_size(value))
        with self._lock:
            self._entries[key] = made
            self._entries.move_to_end(key)
            while self.size > self._most_bytes and len(self._entries) > 1:
                self._entries.popitem(last=False)
        return value


def deep_size(value: object) -> int:
    """Return the bytes that a value takes with all it holds; what it holds twice counts once."""
    seen: set[int] = set()
    waiting, size = [value], 0
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            size += sys.getsizeof(one)
            waiting += _parts_of(one)
    return size


def _parts_of(one: object) -> Iterable[object]:
    if isinstance(one, str | bytes | type):
        return ()
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    if isinstance(one, list | tuple | set | frozenset):
        return one
    return vars(one).values() if hasattr(one, "__dict__") else ()
