from functools import cache


def edit_script(source, target):
    """Return the cheapest list of edits that turns source into target."""

    @cache
    def distance(i, j):
        """Distance between the first i and the first j characters."""
        if i == 0 or j == 0:
            return i + j
        if source[i - 1] == target[j - 1]:
            return distance(i - 1, j - 1)
        return 1 + min(
            distance(i - 1, j - 1),
            distance(i - 1, j),
            distance(i, j - 1),
        )

    edits = []
    i, j = len(source), len(target)
    while i or j:
        if i and j and source[i - 1] == target[j - 1]:
            i, j = i - 1, j - 1
            continue
        before = distance(i, j) - 1
        if i and j and distance(i - 1, j - 1) == before:
            i, j = i - 1, j - 1
            edits.append(f"replace {source[i]!r} at {i} with {target[j]!r}")
        elif i and distance(i - 1, j) == before:
            i -= 1
            edits.append(f"delete {source[i]!r} at {i}")
        else:
            j -= 1
            edits.append(f"insert {target[j]!r} at {i}")
    return edits[::-1]


def main():
    pairs = [
        ("kitten", "sitting"),
        ("flaw", "lawn"),
        ("sunday", "saturday"),
        ("same", "same"),
    ]
    for source, target in pairs:
        # Every edit costs one, so the script is as long as the distance.
        edits = edit_script(source, target)
        print(f"{source} -> {target}: {len(edits)}")
        for edit in edits:
            print(f"  {edit}")


if __name__ == "__main__":
    main()
