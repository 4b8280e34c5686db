from collections import defaultdict

CABLES = """
ant-bee cat-dog bee-cat dog-ant
elk-fox hen-gnu fox-hen gnu-elk
hen-ibis
"""


class UnionFind:
    """Disjoint sets of hashable items; unseen items start as singletons."""

    def __init__(self):
        self._parent = {}
        self._size = {}

    def find(self, item):
        if item not in self._parent:
            self._parent[item] = item
            self._size[item] = 1
            return item

        path = []
        while (parent := self._parent[item]) != item:
            path.append(item)
            item = parent
        for visited in path:
            self._parent[visited] = item
        return item

    def union(self, a, b):
        """Merge two sets; return False if they were the same set already."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return False
        if self._size[a] < self._size[b]:
            a, b = b, a
        self._parent[b] = a
        self._size[a] += self._size.pop(b)
        return True

    def components(self):
        groups = defaultdict(list)
        for item in sorted(self._parent):
            groups[self.find(item)].append(item)
        return sorted(groups.values())


def main():
    network = UnionFind()
    for cable in CABLES.split():
        useful = network.union(*cable.split("-"))
        print(cable if useful else f"{cable} is redundant")

    components = network.components()
    print(len(components), "components")
    for members in components:
        print(f"  {len(members)}:", *members)

    for a, b in [("ant", "dog"), ("bee", "ibis")]:
        relation = "connected" if network.find(a) == network.find(b) else "separate"
        print(f"{a} and {b}: {relation}")


if __name__ == "__main__":
    main()
