"""What takes long to make, kept in this process as long as it fits: the last used ones, within a budget of bytes."""

import os
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")


class _Held(NamedTuple, Generic[V]):
    version: Hashable
    value: V
    size: int


class Kept(Generic[V]):
    """One version of a value by key, all of them no larger than `most_bytes`, but always the last. Threads share it."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._held: OrderedDict[Hashable, _Held[V]] = OrderedDict()
        self._renew_lock()
        os.register_at_fork(after_in_child=self._renew_lock)

    def _renew_lock(self) -> None:
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._held)

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(held.size for held in self._held.values())

    def get(self, key: Hashable, version: Hashable, make: Callable[[], V]) -> V:
        """This version of the value; if another one or none is held, the one that `make` makes."""
        with self._lock:
            held = self._held.get(key)
            if held is not None and held.version == version:
                self._held.move_to_end(key)
                return held.value
        value = make()
        made = _Held(version, value, bytes_of(value))
        with self._lock:
            self._held[key] = made
            self._held.move_to_end(key)
            while self.size > self._most_bytes and len(self._held) > 1:
                self._held.popitem(last=False)
        return value


def bytes_of(value: object) -> int:
    """The memory that a value takes with all it holds; what it holds twice counts once."""
    seen: set[int] = set()
    waiting, size = [value], 0
    while waiting:
        one = waiting.pop()
        if id(one) not in seen:
            seen.add(id(one))
            size += sys.getsizeof(one)
            waiting += _held_by(one)
    return size


def _held_by(one: object) -> Iterable[object]:
    if isinstance(one, str | bytes | type):
        return ()
    if isinstance(one, Mapping):
        return [*one.keys(), *one.values()]
    if isinstance(one, list | tuple | set | frozenset):
        return one
    return vars(one).values() if hasattr(one, "__dict__") else ()
