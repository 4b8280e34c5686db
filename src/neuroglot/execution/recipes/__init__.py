"""How programs of each language are built and run: one row a language."""

from neuroglot.execution.recipe import Recipe
from neuroglot.execution.recipes.cpp import CPP
from neuroglot.execution.recipes.go import GO
from neuroglot.execution.recipes.interpreted import JAVASCRIPT, PHP, PYTHON, RUBY
from neuroglot.execution.recipes.java import JAVA

RECIPES: dict[str, Recipe] = {row.language: row for row in (CPP, JAVA, PYTHON, GO, JAVASCRIPT, RUBY, PHP)}

__all__ = ["RECIPES"]
