import re
from collections import ChainMap
from collections.abc import Mapping
from typing import Any

TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class TemplateError(Exception):
    pass


class Template:
    def __init__(self, source: str) -> None:
        # split() alternates: text, tag, text, tag, ..., text
        self._parts = iter(enumerate(TAG.split(source)))
        self._nodes = self._parse(None)

    def _parse(self, section: str | None) -> list[tuple]:
        nodes: list[tuple] = []
        for index, part in self._parts:
            if index % 2 == 0:
                text, opening, rest = part.partition("{{")
                if opening:
                    raise TemplateError(f"tag is never closed: {opening}{rest}")
                nodes.append(("text", text))
            elif part.startswith("#"):
                name = part[1:]
                nodes.append(("section", name, self._parse(name)))
            elif not part.startswith("/"):
                nodes.append(("variable", part))
            elif part[1:] == section:
                return nodes
            else:
                raise TemplateError(f"unexpected closing tag: {{{{{part}}}}}")
        if section is not None:
            raise TemplateError(f"section is never closed: {section}")
        return nodes

    def render(self, data: Mapping[str, Any]) -> tuple[str, set[str]]:
        """Return the filled-in text and the names that data has no value for."""
        missing: set[str] = set()

        def fill(nodes: list[tuple], scope: ChainMap) -> str:
            out = []
            for node in nodes:
                match node:
                    case ("text", text):
                        out.append(text)
                    case (_, name, *_) if name not in scope:
                        missing.add(name)
                        if node[0] == "variable":
                            out.append("{{" + name + "}}")
                    case ("variable", name):
                        out.append(str(scope[name]))
                    case ("section", name, body):
                        out += (fill(body, scope.new_child(it)) for it in scope[name])
            return "".join(out)

        return fill(self._nodes, ChainMap(dict(data))), missing


LETTER = """\
Hello {{name}}, order {{order}} ships on {{date}}:
{{#items}}- {{n}} x {{title}} for {{name}} ({{note}})
{{/items}}Total: {{total}} {{coin}}"""

DATA = {
    "name": "Mina",
    "order": 1042,
    "total": 42,
    "coin": "EUR",
    "items": [
        {"n": 1, "title": "teapot", "note": "gift"},
        {"n": 2, "title": "cup"},
    ],
    "coupons": [],
}

for source in (
    LETTER,
    "Coupons:{{#coupons}} {{code}}{{/coupons}} none",
    "{{#friends}}{{name}}{{/friends}}Bye {{nick}}",
    "Hello {{name",
    "{{#items}}{{title}}",
    "Oops{{/items}}",
):
    try:
        text, missing = Template(source).render(DATA)
    except TemplateError as error:
        print("error:", error)
        continue
    print(text)
    if missing:
        print("  missing:", *sorted(missing))
