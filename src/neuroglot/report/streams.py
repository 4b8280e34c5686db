"""The section about the residual stream: what every layer writes into it, and what the lens reads from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.layers import EMBEDDING
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.depth import Curve, Figure, depth_figures, layer_name, points_of
from neuroglot.report.effects import in_order
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.sections import Contents, section

STAGE = "residual"
CENTRED = "score less the mean of all scores"
_PARTS = {"attention": "attention", "mlp": "MLP"}
_TEXTS = {"given": "Programs that are given", "written": "Programs that the model wrote"}

_LEAD = (
    "What attention and MLP of every layer add to the residual stream at the states from which a program's tokens are "
    "written. Size: the norm of what is added over that of the stream behind it. Direct effect: what a part adds to "
    "the written token's score, with the final norm's scale frozen; the effects of all parts add up to the score (here "
    "less the mean of all scores). The lens gives final norm and head to every depth: shown is the probability that "
    "lies on tokens that are a language's own. Ribbons: 95 % bootstrap over tasks."
)


@dataclass(frozen=True)
class Stream:
    """The Results of one reading."""

    results: Sequence[Result]

    def points(self, metric: str, language: str | None = None, **condition: str) -> dict[int, Result]:
        """One curve."""
        return points_of(self.of(metric, language, **condition))

    def of(self, metric: str, language: str | None = None, **condition: str) -> list[Result]:
        """The Results of a metric under a condition."""
        return [
            one
            for one in self.results
            if (one.metric, one.language) == (metric, language)
            and all(one.condition.get(name) == value for name, value in condition.items())
        ]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the texts, in the house order."""
        return in_order(one.language for one in self.results if one.language is not None)

    @property
    def text(self) -> str:
        """`given` or `written`."""
        return next((str(one.condition["text"]) for one in self.results if "text" in one.condition), "")


def streams(page: Contents) -> Markup:
    """The section; where nothing was read, one sentence and how to do it."""
    title = "What each layer writes"
    measured = [one for one in page.run.stage(STAGE) if one.results]
    if not measured:
        command = tag("code", "neuroglot layers stream RUN")
        return section("streams", title, tag("p", "No stream was read; ", command, " does it.", class_="lacks"))
    newest = {Stream(one.results).text: one for one in measured}
    shown = [join([tag("h3", _named(one)), _part(one, f"streams-{text}")]) for text, one in sorted(newest.items())]
    older = [one for one in reversed(measured) if one not in newest.values()]
    folded = [svg.details(_named(one), _part(one, f"streams-{index}")) for index, one in enumerate(older)]
    return section("streams", title, tag("p", _LEAD, class_="lead"), *shown, *folded)


def _named(one: Loaded) -> str:
    first = one.results[0]
    corpus = numbers.corpus_name(first.corpus, first.split)
    words = _TEXTS.get(Stream(one.results).text, "Texts")
    return f"{words}: {corpus} ({one.artifact.name})"


def _part(one: Loaded, name: str) -> Markup:
    found = Stream(one.results)
    shown = [*_written(found, name), *_lens(found, name)]
    said = tag("ul", *(tag("li", line) for line in sentences(found)), class_="findings")
    rule = next((str(one.condition.get("rule", "")) for one in found.of("own_tokens")), "")
    note = tag("p", f"A token of the vocabulary is a language's own: {rule}.", class_="note") if rule else None
    return join([said, tag("div", *depth_figures(shown), class_="grid wide"), note, _masses(found)])


def sentences(found: Stream) -> list[str]:
    """What the curves say: which layers do most for the written token, and where its language comes up."""
    said = []
    effects = {
        (layer, words): one.value
        for part, words in _PARTS.items()
        for layer, one in found.points("direct_effect", part=part, of=CENTRED).items()
    }
    whole = next((one.value for one in found.of("direct_effect", part="all", of=CENTRED)), 0.0)
    if effects and whole:
        layer, words = max(effects, key=lambda at: effects[at])
        share = numbers.fixed(100 * effects[layer, words] / whole, 0)
        said.append(f"The {words} of layer {layer} adds most to the written token's score: {share} % of it.")
    own = found.points("lens_mass", tokens="own")
    real = next(iter(found.of("written_tokens", tokens="own")), None)
    if own and real is not None:
        said.append(
            f"{numbers.fixed(100 * real.value, 1)} % of the tokens are their language's own; the lens gives such "
            f"tokens at least nine tenths of that {_reached(own, 0.9 * real.value)}."
        )
    return said


def _reached(points: Mapping[int, Result], least: float) -> str:
    """From which layer on a curve stays at a value or above."""
    layers = [layer for layer in points if layer != EMBEDDING]
    below = [layer for layer in layers if points[layer].value < least]
    first = next((layer for layer in layers if not below or layer > max(below)), None)
    return "at no layer to the end" if first is None else f"from layer {first} on"


def _written(found: Stream, name: str) -> list[Figure]:
    def curves(metric: str, **condition: str) -> list[Curve]:
        return [
            Curve(words, found.points(metric, part=part, **condition), colour)
            for colour, (part, words) in enumerate(_PARTS.items())
        ]

    return [
        Figure(
            f"{name}-size",
            "Size of what is added, over the stream behind it",
            "ratio",
            curves("stream_share", over="after"),
        ),
        Figure(f"{name}-cosine", "Cosine of what is added with what was there", "cosine", curves("stream_cosine")),
        Figure(
            f"{name}-effect",
            "Direct effect on the written token's score",
            "logits",
            curves("direct_effect", of=CENTRED),
        ),
    ]


def _lens(found: Stream, name: str) -> list[Figure]:
    def real(language: str | None, tokens: str) -> Result | None:
        return next(iter(found.of("written_tokens", language, tokens=tokens)), None)

    whole = [
        Curve("own language", found.points("lens_mass", tokens="own"), 0, level=real(None, "own")),
        Curve("other languages", found.points("lens_mass", tokens="others"), 1, level=real(None, "others")),
    ]
    each = [
        Curve(
            numbers.name(language),
            found.points("lens_mass", language, tokens="own"),
            colour,
            level=real(language, "own"),
        )
        for colour, language in enumerate(found.languages)
    ]
    right = [Curve("written token first", found.points("lens_right"), 0)]
    caption = "Dotted: the share of such tokens among those that are written."
    return [
        Figure(f"{name}-lens", "The lens: probability of a language's own tokens", "share", whole, caption),
        Figure(f"{name}-own", "The lens: own tokens, by language of the program", "share", each, caption),
        Figure(f"{name}-right", "The lens: how often the written token comes first", "share", right),
    ]


def _masses(found: Stream) -> Markup:
    """Probability by the program's language, the depth, and the language whose own the tokens are."""
    tokens = [*found.languages, "none"]
    head: list[Child] = [
        "program, layer",
        *(f"{numbers.name(one)} tokens" if one != "none" else "no one's" for one in tokens),
    ]
    rows: list[list[Child]] = []
    for language in found.languages:
        masses = [found.points("lens_mass", language, tokens=one) for one in tokens]
        for layer in masses[0]:
            cells = [
                svg.number(numbers.fixed(mass[layer].value), mass[layer].value) for mass in masses if layer in mass
            ]
            rows.append([f"{numbers.name(language)}, {layer_name(layer)}", *cells])
    return svg.details("The lens: probability by language of program and of tokens", svg.table(head, rows, "compact"))
