"""Pure functions from measurements to numbers, one idea a file."""
