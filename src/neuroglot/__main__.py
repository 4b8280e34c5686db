"""python -m neuroglot."""

from neuroglot.cli import main

main()
