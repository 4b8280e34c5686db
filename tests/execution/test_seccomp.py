"""The filter, interpreted as the kernel would, allows and refuses what it should on both machines."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from neuroglot.execution import seccomp

AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
COLUMN = {"x86_64": 0, "aarch64": 1}
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}
PLAIN = {"read": (0, 63), "write": (1, 64), "mmap": (9, 222), "execve": (59, 221), "openat": (257, 56),
         "kill": (62, 129), "futex": (202, 98), "wait4": (61, 260), "socketpair": (53, 199), "exit_group": (231, 94),
         "prlimit64": (302, 261), "getrandom": (318, 278), "rt_sigaction": (13, 134)}  # fmt: skip
CLONE, SOCKET = (56, 220), (41, 198)
THREAD, FORK = 0x3D0F00, 17
NAMESPACES = {"NEWNS": 0x20000, "NEWCGROUP": 0x2000000, "NEWUTS": 0x4000000, "NEWIPC": 0x8000000,
              "NEWUSER": 0x10000000, "NEWPID": 0x20000000, "NEWNET": 0x40000000}  # fmt: skip
FAMILIES = {"AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16, "AF_PACKET": 17, "AF_VSOCK": 40, "AF_ALG": 38, "AF_XDP": 44}


def answer(machine: str, number: int, first: int = 0, audit: int | None = None) -> int:
    """What the filter returns for a call: the few instructions of classic BPF that it is made of."""
    program = seccomp.program(machine)
    assert program is not None
    lines = list(struct.iter_unpack("=HBBI", program))
    data = struct.pack("=IIQ6Q", number, AUDIT[machine] if audit is None else audit, 0, first, 0, 0, 0, 0, 0)
    value, at = 0, 0
    while True:
        code, if_true, if_false, k = lines[at]
        at += 1
        if code == 0x06:
            return int(k)
        if code == 0x20:
            (value,) = struct.unpack_from("=I", data, k)
        else:
            holds = {0x15: value == k, 0x35: value >= k, 0x45: bool(value & k)}[code]
            at += if_true if holds else if_false


@pytest.mark.parametrize("machine", AUDIT)
def test_calls_are_refused_and_allowed(machine: str) -> None:
    column = COLUMN[machine]
    for name, row in seccomp._REFUSED.items():
        if row[column] is not None:
            assert answer(machine, row[column]) == EPERM, name
    for name, both in PLAIN.items():
        assert answer(machine, both[column]) == ALLOW, name
    assert answer(machine, 435) == ENOSYS
    refused = {row[column] for row in seccomp._REFUSED.values()} | {435, SOCKET[column]}
    assert all(answer(machine, number) == ALLOW for number in range(500) if number not in refused)


@pytest.mark.parametrize("machine", AUDIT)
def test_only_local_sockets_are_allowed(machine: str) -> None:
    number = SOCKET[COLUMN[machine]]
    assert answer(machine, number, 1) == ALLOW
    assert answer(machine, number, 1 | 2 << 32) == ALLOW  # the kernel reads 32 bits of it
    for name, family in FAMILIES.items():
        assert answer(machine, number, family) == EPERM, name


@pytest.mark.parametrize("machine", AUDIT)
def test_processes_and_threads_are_allowed_and_namespaces_are_not(machine: str) -> None:
    number = CLONE[COLUMN[machine]]
    assert answer(machine, number, THREAD) == answer(machine, number, FORK) == ALLOW
    for name, flag in NAMESPACES.items():
        assert answer(machine, number, flag | FORK) == EPERM, name


@pytest.mark.parametrize("machine", AUDIT)
def test_calls_of_another_machine_kill(machine: str) -> None:
    others = [audit for name, audit in AUDIT.items() if name != machine]
    for audit in (*others, 0x40000003, 0x40000028):  # i386 and 32-bit ARM
        assert answer(machine, 0, audit=audit) == KILL


def test_the_x32_calls_are_refused() -> None:
    assert answer("x86_64", 0x40000000) == answer("x86_64", 0x40000000 | 39) == answer("x86_64", 0xFFFFFFFF) == EPERM


def test_other_machines_have_no_filter() -> None:
    assert seccomp.program("riscv64") is None


@pytest.mark.parametrize("machine", AUDIT)
def test_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    header = Path(HEADERS[machine])
    if not header.exists():
        pytest.skip(f"{header} is not here")
    known = {
        name: int(number)
        for name, number in re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)$", header.read_text(), re.MULTILINE)
    }
    table = {**seccomp._REFUSED, **PLAIN, "clone": CLONE, "socket": SOCKET}
    column = COLUMN[machine]
    wrong = {
        name: (row[column], known[name]) for name, row in table.items() if known.get(name, row[column]) != row[column]
    }
    assert wrong == {}
