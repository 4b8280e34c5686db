"""Our shares and pass rates beside the paper's."""

from __future__ import annotations

from collections.abc import Mapping

from neuroglot.report import compare, numbers
from neuroglot.report.effects import UNIVERSAL
from neuroglot.report.html import Markup, tag
from neuroglot.report.paper_rates import pass_rates
from neuroglot.report.sections import Contents, lacks, section


def paper(page: Contents) -> Markup:
    """The paper's shares, and its pass rates where there are ours, beside what was measured here."""
    title = "Beside the paper"
    method = next((one for one in page.chosen if one != UNIVERSAL), "")
    shares = compare.our_shares(page.chosen, method)
    passes = pass_rates(page)
    if not shares and passes is None:
        return section("paper", title, lacks("The stage select has left no totals to set beside the paper's."))
    drawn = _shares(page, method, shares) if shares else None
    return section("paper", title, tag("p", _lead(page, method, bool(shares)), class_="lead"), drawn, passes)


def _lead(page: Contents, method: str, shares: bool) -> str:
    which = f"Shares of all neurons in {numbers.method_name(method)}'s sets, in per cent. " if shares else ""
    theirs = "the paper measures an ablation's effect as a fall of pass@3 on HumanEval-X"
    if not page.passed:
        only = "Only the shares can be compared: "
        return f"{which}{only}{theirs}, this report as a rise of held-out loss in nats a token."
    found = page.passed[0][1]
    ours = f"a change of {found.metric} on {found.corpus}"
    ours += " and as a rise of held-out loss in nats a token" if page.measured else ""
    return f"{which}{theirs[0].upper()}{theirs[1:]}, this report as {ours}; the pass rates are beside each other below."


def _shares(page: Contents, method: str, shares: Mapping[str, float]) -> Markup:
    table = tag("div", compare.paper_table(shares, page.model), tag("p", compare.SOURCE, class_="note"))
    return tag("div", compare.paper_figure(shares, "paper-shares"), table, class_="grid wide")
