"""Programs that misbehave, as text: one module a language, each a dictionary from the name of an attack to a program.

A program passes only if what it tried was not possible, unless EXPECTED says how else it must end. Every one of them
would be harmless if nothing held it: it touches only what the tests made for it (a file, a port, a sleeping process),
opens other files without writing to them, calls the kernel with arguments that mean nothing, and stops by itself at
some hundreds of processes, a gibibyte or half a minute. Names in capitals between @ are filled in by the tests.
"""
