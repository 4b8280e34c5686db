"""A small JSON serialiser for dicts, lists, strings, ints, bools and None."""

from typing import Iterable, Union

Json = Union[None, bool, int, str, list["Json"], dict[str, "Json"]]

ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def quote(text: str) -> str:
    chars = (
        ESCAPES.get(ch) or (f"\\u{ord(ch):04x}" if ch < " " else ch) for ch in text
    )
    return f'"{"".join(chars)}"'


def dumps(value: Json, indent: int = 0, level: int = 0) -> str:
    def enclose(brackets: str, parts: Iterable[str]) -> str:
        opening, closing = brackets
        parts = list(parts)
        if not parts or not indent:
            return opening + ",".join(parts) + closing
        outer = "\n" + " " * (indent * level)
        inner = outer + " " * indent
        return opening + inner + f",{inner}".join(parts) + outer + closing

    match value:
        case None:
            return "null"
        case bool():  # has to come before int, which bool is a subclass of
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quote(value)
        case list():
            return enclose("[]", (dumps(item, indent, level + 1) for item in value))
        case dict():
            colon = ": " if indent else ":"
            members = (
                quote(key) + colon + dumps(item, indent, level + 1)
                for key, item in value.items()
            )
            return enclose("{}", members)
        case _:
            raise TypeError(f"cannot serialise {type(value).__name__}")


def main() -> None:
    sensor: Json = {
        "name": 'sensor "A"',
        "path": r"C:\logs\today",
        "note": "line one\n\ttabbed\a",
        "active": True,
        "owner": None,
        "readings": [3, -14],
        "limits": {"min": 0, "max": 50},
        "tags": [],
        "meta": {},
    }
    compact = dumps(sensor)
    print(compact)
    print(dumps(sensor, indent=2))
    print("compact size:", len(compact))


if __name__ == "__main__":
    main()
