"""One file a command: the thin layer between the command line and the library. Each function returns an Answer."""
