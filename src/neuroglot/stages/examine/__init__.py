"""Looking closer at chosen neurons: contexts, labels, what they write, what their silence costs."""

from neuroglot.stages.examine.choosing import choose
from neuroglot.stages.examine.options import Chosen, ExamineOptions
from neuroglot.stages.examine.sources import Sources
from neuroglot.stages.examine.stage import examine, examine_request

__all__ = ["Chosen", "ExamineOptions", "Sources", "choose", "examine", "examine_request"]
