"""A store of so many bytes.

Evicts by SIEVE (Zhang, Yang, Yue, Vigfusson and Rashmi, "SIEVE is Simpler than LRU", NSDI 2024): a hit sets a flag and
moves nothing, so reading takes no lock; what nobody asked for twice, as random addresses, goes before what is read.
"""

import threading
from collections import deque
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar


class Item(Protocol):
    size: int  # bytes; changed by the store alone once it is in there
    visited: bool


Kept = TypeVar("Kept", bound=Item)


class Store(Generic[Kept]):
    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: dict[Hashable, Kept] = {}
        # One queue in two parts: what the hand has passed since it last began, and what it has yet to look at.
        self._behind: deque[Hashable] = deque()
        self._ahead: deque[Hashable] = deque()
        self._lock = threading.Lock()
        self.total = 0
        # Readers set `visited` themselves: a method of Python's would cost as much as all the rest.
        self.get: Callable[[Hashable], Kept | None] = self._items.get

    def put(self, key: Hashable, item: Kept) -> None:
        """Store an item. One that stood there before is replaced, and the new one counts as asked for again."""
        with self._lock:
            before = self._items.get(key)
            if before is None:
                self._make_room(item.size)
                self._ahead.append(key)
            else:
                item.visited = True
                self.total -= before.size
            self._items[key] = item
            self.total += item.size
            self._make_room(0)

    def grow(self, key: Hashable, item: Kept, by: int) -> None:
        """Count so many bytes more for an item, if it is still there."""
        with self._lock:
            if self._items.get(key) is item:
                item.size += by
                self.total += by
                self._make_room(0)

    def _make_room(self, size: int) -> None:
        while self.total + size > self._capacity and self._items:
            if not self._ahead:
                self._ahead, self._behind = self._behind, self._ahead
            key = self._ahead.popleft()
            item = self._items[key]
            if item.visited:
                item.visited = False
                self._behind.append(key)
            else:
                del self._items[key]
                self.total -= item.size
