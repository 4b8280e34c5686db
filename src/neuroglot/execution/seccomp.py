"""A seccomp filter: system calls that no program under test needs are refused.

Classic BPF, as seccomp(2) describes it: each instruction is (code: u16, jump if true: u8, jump if false: u8, k: u32).
The loaded data are struct seccomp_data {int nr; u32 arch; u64 instruction_pointer; u64 args[6]}.
"""

from __future__ import annotations

import errno
import platform
import struct

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""By machine: the column in the table below, and the audit number of the architecture."""

_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "acct": (163, 89), "add_key": (248, 217), "adjtimex": (159, 171), "bpf": (321, 280), "chroot": (161, 51),
    "clock_adjtime": (305, 266), "clock_settime": (227, 112), "delete_module": (176, 106),
    "finit_module": (313, 273), "fsconfig": (431, 431), "fsmount": (432, 432), "fsopen": (430, 430),
    "fspick": (433, 433), "init_module": (175, 105), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425), "ioperm": (173, None), "iopl": (172, None), "kcmp": (312, 272),
    "kexec_file_load": (320, 294), "kexec_load": (246, 104), "keyctl": (250, 219), "lookup_dcookie": (212, 18),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "modify_ldt": (154, None), "mount": (165, 40),
    "mount_setattr": (442, 442), "move_mount": (429, 429), "move_pages": (279, 239),
    "msgget": (68, 186), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "open_tree": (428, 428),
    "perf_event_open": (298, 241), "pidfd_getfd": (438, 438), "pivot_root": (155, 41),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "ptrace": (101, 117), "quotactl": (179, 60),
    "reboot": (169, 142), "request_key": (249, 218), "semget": (64, 190), "setdomainname": (171, 162),
    "sethostname": (170, 161), "setns": (308, 268), "settimeofday": (164, 170), "shmget": (29, 194),
    "swapoff": (168, 225), "swapon": (167, 224), "syslog": (103, 116), "umount2": (166, 39), "unshare": (272, 97),
    "userfaultfd": (323, 282), "vhangup": (153, 58),
}  # fmt: skip
"""Numbers on (x86_64, aarch64). memfd_create, shmget, msgget and semget make memory that no process's limit counts."""

_CLONE, _CLONE3, _SOCKET = (56, 220), (435, 435), (41, 198)
_NEW_NAMESPACES = 0x7E020080
"""CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET."""
_AF_UNIX = 1
_X32 = 0x40000000


def program(machine: str = "") -> bytes | None:
    """The filter for a machine (default: this one), or None where its system call numbers aren't known here.

    Refused calls fail with EPERM. Sockets other than AF_UNIX fail too, and so does clone with new namespaces; clone3,
    whose flags a filter can't read, answers ENOSYS, so that libraries fall back on clone.
    """
    known = _MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    column, audit = known
    numbers = sorted(number for row in _REFUSED.values() if (number := row[column]) is not None)
    lines = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if column == 0:
        lines += [*_unless(_AT_LEAST, _X32, _error(errno.EPERM))]
    for number in numbers:
        lines += _unless(_EQUAL, number, _error(errno.EPERM))
    lines += _unless(_EQUAL, _CLONE3[column], _error(errno.ENOSYS))
    lines += [(_EQUAL, 0, 3, _SOCKET[column]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_EQUAL, 1, 0, _AF_UNIX)]
    lines += [(_RETURN, 0, 0, _error(errno.EPERM)), (_LOAD, 0, 0, _NUMBER)]
    lines += [(_EQUAL, 0, 3, _CLONE[column]), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_ANY_BIT, 0, 1, _NEW_NAMESPACES)]
    lines += [(_RETURN, 0, 0, _error(errno.EPERM)), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _error(number: int) -> int:
    return _ERROR | number


def _unless(test: int, value: int, answer: int) -> list[tuple[int, int, int, int]]:
    """Return `answer` where the test holds, else go on."""
    return [(test, 0, 1, value), (_RETURN, 0, 0, answer)]
