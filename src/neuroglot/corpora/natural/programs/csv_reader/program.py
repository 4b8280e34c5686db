from enum import Enum, auto

ORDERS = """\
item,supplier,qty,cents
"Bolt, hex",Acme,40,15
"Washer ""large\""",Acme,120,4
Bracket,"Smith, Jones & Co",8,275
"Paint
two coats",Colorworks,6,1299
Hinge,,25,-89
"""


class CsvError(Exception):
    pass


class State(Enum):
    PLAIN = auto()
    QUOTED = auto()
    AFTER_QUOTE = auto()  # a quote inside quotes: the end, or half of a doubled one


def parse_csv(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    row: list[str] = []
    field = ""
    state = State.PLAIN
    line = quote_line = 1

    for ch in text if text.endswith("\n") else text + "\n":
        if state is State.QUOTED:
            if ch == '"':
                state = State.AFTER_QUOTE
            else:
                field += ch
        elif ch == '"':
            if state is State.AFTER_QUOTE:
                field += ch
            elif field:
                raise CsvError(f"line {line}: stray quote")
            else:
                quote_line = line
            state = State.QUOTED
        elif ch in ",\n":
            row.append(field)
            field = ""
            state = State.PLAIN
            if ch == "\n":
                rows.append(row)
                row = []
        elif state is State.AFTER_QUOTE:
            raise CsvError(f"line {quote_line}: stray quote")
        else:
            field += ch
        line += ch == "\n"

    if state is State.QUOTED:
        raise CsvError(f"line {quote_line}: quote never closed")
    for number, row in enumerate(rows):
        if len(row) != len(rows[0]):
            raise CsvError(f"row {number}: wrong number of fields")
    return rows


def report(text: str) -> None:
    header, *body = rows = parse_csv(text)
    for row in rows:
        print("; ".join(f"[{cell}]".replace("\n", "/") for cell in row))
    for name, *cells in zip(header, *body):
        try:
            print(f"sum of {name}: {sum(map(int, cells))}")
        except ValueError:
            pass  # a text column


if __name__ == "__main__":
    for source in (
        ORDERS,
        "a,b\n1,2\n3,4,5\n",
        'a,b\n1,"two\n',
        'a,b\n1,"tw"o',
    ):
        try:
            report(source)
        except CsvError as error:
            print("error:", error)
