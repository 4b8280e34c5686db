"""How hostile programs must end where it isn't by passing."""

from neuroglot.core.verdicts import Status

MEMORY, OUTPUT, TIME = Status.MEMORY, Status.OUTPUT_LIMIT, Status.TIME_OUT

EXPECTED: dict[str, Status] = {
    "memory on the heap": MEMORY,
    "memory in buffers": MEMORY,
    "memory in shared mappings": MEMORY,
    "memory in many children": MEMORY,
    "memory after closing its outputs": MEMORY,
    "memory in empty files": MEMORY,
    "memory of static variables": MEMORY,
    "memory on the stack": Status.EXCEPTION,
    "threads without end": MEMORY,
    "endless output": OUTPUT,
    "endless complaints": OUTPUT,
    "endless loop": TIME,
    "endless loop that ignores signals": TIME,
    "endless loops in children": TIME,
    "endless sleep": TIME,
    "closing its outputs and going on": TIME,
    "stopping itself": TIME,
    "a child that outlives a time-out": TIME,
    "reading the tests' folder when it is compiled": Status.COMPILE_ERROR,
    "reading secrets when it is compiled": Status.COMPILE_ERROR,
    "a device as a header": Status.COMPILE_ERROR,
    "templates without end": Status.COMPILE_ERROR,
}
"""All others pass: what they try is not possible."""
