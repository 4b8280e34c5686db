from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from typing import Any


class LRUCache:
    """Keeps the `capacity` most recently used entries."""

    def __init__(
        self, capacity: int, on_evict: Callable[[Hashable, Any], None] | None = None
    ) -> None:
        if capacity < 1:
            raise ValueError("capacity must be positive")
        self.capacity = capacity
        self.hits = 0
        self.misses = 0
        self._on_evict = on_evict
        self._entries: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, default: Any = None) -> Any:
        try:
            self._entries.move_to_end(key)
        except KeyError:
            self.misses += 1
            return default
        self.hits += 1
        return self._entries[key]

    def put(self, key: Hashable, value: Any) -> None:
        if key in self._entries:
            self._entries.move_to_end(key)
        elif len(self._entries) == self.capacity:
            oldest, stale = self._entries.popitem(last=False)
            if self._on_evict is not None:
                self._on_evict(oldest, stale)
        self._entries[key] = value

    def __iter__(self) -> Iterator[tuple[Hashable, Any]]:
        """Yield (key, value) pairs, the most recently used first."""
        return reversed(self._entries.items())


def main() -> None:
    evicted = []

    def log_eviction(page: Hashable, size: int) -> None:
        print(f"evict {page} ({size} KB)")
        evicted.append(page)

    pages = LRUCache(3, on_evict=log_eviction)

    def lookup(page: str) -> None:
        size = pages.get(page)
        print(f"get {page}:", "miss" if size is None else f"{size} KB")

    pages.put("home", 12)
    pages.put("news", 40)
    pages.put("cart", 7)
    lookup("home")
    pages.put("help", 21)
    lookup("news")
    pages.put("cart", 9)
    pages.put("blog", 33)
    lookup("cart")
    lookup("home")
    pages.put("news", 41)

    print("most recent first:")
    for page, size in pages:
        print(f"  {page} = {size}")
    print(f"hits {pages.hits}, misses {pages.misses}")
    print("eviction order:", *evicted)


if __name__ == "__main__":
    main()
