"""One file per programming language; `BY_NAME` and `BY_SUFFIX` find them."""

from neuroglot.languages import cpp, go, java, javascript, php, python, ruby
from neuroglot.languages.language import Language

BY_NAME: dict[str, Language] = {
    module.LANGUAGE.name: module.LANGUAGE for module in (cpp, java, python, go, javascript, ruby, php)
}

BY_SUFFIX: dict[str, Language] = {suffix: language for language in BY_NAME.values() for suffix in language.suffixes}

__all__ = ["BY_NAME", "BY_SUFFIX", "Language"]
