"""Running programs: toolchains, and the bundled programs, which are our own and need no sandbox."""
