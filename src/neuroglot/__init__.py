"""neuroglot: find where programming languages live inside a code language model, and prove it by experiment.

The table of contents of the library is `__init__.pyi`; a name is imported when it is first used, so that torch is not
until then. The main job as a function is `neuroglot.study.study`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
