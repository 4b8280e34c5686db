"""Hostile programs in Python: those that use things up here, those that reach out in `in_python_reaching`."""

from tests.execution.hostile import in_python_reaching

PROGRAMS = {
    "fork bomb": """
import os, time
first, more = os.getpid(), True
for number in range(200):
    if os.getpid() == first or number < 9:
        try:
            os.fork()
        except OSError:
            more = False
if os.getpid() != first:
    time.sleep(30)
    os._exit(0)
assert not more
""",
    "memory on the heap": """
kept = []
for _ in range(128):
    kept.append(bytearray(8 << 20))
raise AssertionError('it could have a gibibyte')
""",
    "memory in shared mappings": """
import mmap
area = mmap.mmap(-1, 1 << 30)
for at in range(0, 1 << 30, 4096):
    area[at] = 1
raise AssertionError('it could have a gibibyte')
""",
    "memory in many children": """
import os, time
for _ in range(12):
    if os.fork() == 0:
        kept = bytearray(b'x') * (96 << 20)
        time.sleep(30)
        os._exit(0)
time.sleep(30)
""",
    "memory after closing its outputs": """
import mmap, os
os.close(1)
os.close(2)
area = mmap.mmap(-1, 1 << 30)
for at in range(0, 1 << 30, 4096):
    area[at] = 1
os._exit(0)
""",
    "memory in files of /dev/shm": """
import errno
written = 0
try:
    for number in range(64):
        with open(f'/dev/shm/@MARKER@-{number}', 'wb', buffering=0) as stream:
            for _ in range(16):
                written += stream.write(bytes(1 << 20))
    raise AssertionError('it could have a gibibyte')
except OSError as error:
    assert error.errno == errno.ENOSPC, error
assert written <= 64 << 20
""",
    "memory in messages between processes": """
import ctypes
call = ctypes.CDLL(None, use_errno=True)
for name, arguments in (('msgget', (0, 0o1600)), ('semget', (0, 32000, 0o1600)), ('shmget', (0, 1 << 20, 0o1600))):
    assert getattr(call, name)(*arguments) == -1 and ctypes.get_errno() == 1, name
""",
    "one large file": """
import errno, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
written = 0
try:
    with open('/tmp/large', 'wb', buffering=0) as stream:
        for _ in range(256):
            written += stream.write(bytes(1 << 20))
    raise AssertionError('it could have 256 MiB')
except OSError as error:
    assert error.errno in (errno.EFBIG, errno.ENOSPC), error
assert written <= 32 << 20
""",
    "filling /tmp": """
import errno
try:
    for number in range(64):
        with open(f'/tmp/@MARKER@-{number}', 'wb', buffering=0) as stream:
            for _ in range(16):
                stream.write(bytes(1 << 20))
    raise AssertionError('it could have a gibibyte')
except OSError as error:
    assert error.errno == errno.ENOSPC, error
""",
    "endless output": """
import os
while True:
    os.write(1, b'more\\n' * 1000)
""",
    "endless complaints": """
import os
while True:
    os.write(2, b'more\\n' * 1000)
""",
    "endless loop": """
while True:
    pass
""",
    "endless loop that ignores signals": """
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
while True:
    pass
""",
    "endless loops in children": """
import os
for _ in range(3):
    if os.fork() == 0:
        while True:
            pass
os.wait()
while True:
    pass
""",
    "endless sleep": """
import time
time.sleep(30)
""",
    "closing its outputs and going on": """
import os, time
for number in range(256):
    try:
        os.close(number)
    except OSError:
        pass
time.sleep(30)
""",
    "stopping itself": """
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
""",
    "raising its limits": """
import resource
for kind in ('AS', 'DATA', 'NPROC', 'FSIZE', 'NOFILE', 'CPU', 'STACK', 'CORE'):
    number = getattr(resource, f'RLIMIT_{kind}')
    soft, hard = resource.getrlimit(number)
    assert hard != resource.RLIM_INFINITY, kind
    try:
        resource.setrlimit(number, (soft, hard + 1))
        raise AssertionError(kind)
    except (ValueError, PermissionError):
        pass
""",
    "a child that outlives it": """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(3):
            os.close(number)
        os.execv('/usr/bin/sleep', ['@MARKER@', '30'])
    os._exit(0)
os.wait()
import time
time.sleep(0.2)
""",
    "a child that outlives a time-out": """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execv('/usr/bin/sleep', ['@MARKER@', '30'])
    os._exit(0)
time.sleep(30)
""",
} | in_python_reaching.PROGRAMS
