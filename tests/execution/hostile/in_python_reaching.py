"""Hostile programs in Python that reach out of the sandbox: for files, secrets, the network, other processes."""

PROGRAMS = {
    "deleting and overwriting files": """
import os, shutil
def refused(call, *arguments):
    try:
        call(*arguments)
    except OSError:
        return
    raise AssertionError(f'{call.__name__} {arguments}')
refused(os.remove, '@FILE@')
refused(os.truncate, '@FILE@', 0)
refused(os.rename, '@FILE@', '/tmp/taken')
refused(shutil.copyfile, '@FILE@', '/tmp/copied')
for place in ('/usr', '/usr/bin', '/box', '/support', '/etc', '/dev', '/', '/proc', '@PACKAGE@'):
    refused(os.open, f'{place}/@MARKER@', os.O_CREAT | os.O_WRONLY)
    refused(os.mkdir, f'{place}/@MARKER@')
for path in ('/usr/bin/env', '/box/program.py', '/support/python_harness.py', '/etc/ld.so.cache', '@PACKAGE@/cli.py'):
    refused(os.open, path, os.O_WRONLY)
    refused(os.chmod, path, 0o777)
    refused(os.utime, path)
""",
    "reading secrets": """
import glob, os
assert os.environ['HOME'] == '/tmp'
seen = [repr(os.environ)]
for path in glob.glob('/proc/[0-9]*/environ') + ['/proc/self/environ', '/proc/1/cmdline', '/proc/self/mountinfo']:
    try:
        seen.append(open(path, errors='replace').read())
    except OSError:
        pass
for path in ('@SECRETS@', os.path.expanduser('~/.secrets'), '/root/.bashrc', '/etc/passwd', '/etc/shadow'):
    try:
        seen.append(open(path).read())
        raise SystemError(f'{path} can be read')
    except OSError:
        pass
for place in ('/home', '/root', '/var', '/run', '/mnt', '/opt', '/srv', '@HOME@'):
    assert not os.path.exists(place), place
assert len(seen) > 3 and '@SECRET@' not in ''.join(seen)
""",
    "paths through /proc and links": """
import os
tricks = ['/proc/self/root', '/proc/1/root', '/proc/thread-self/root', '/proc/self/cwd/../../../..',
          '/proc/1/cwd/../..', '/tmp/../../..', '/box/../..', '/support/..', '/dev/fd/../..']
tricks += [f'/proc/1/fd/{name}/..' for name in os.listdir('/proc/1/fd')]
os.symlink('/', '/tmp/top')
os.symlink('@FILE@', '/tmp/file')
for start in (*tricks, '/tmp/top'):
    assert not os.path.exists(f'{start}@FILE@'), start
    assert not os.path.exists(f'{start}@PACKAGE@'), start
assert not os.path.exists('/tmp/file')
try:
    os.link('/box/program.py', '/tmp/link')
    raise AssertionError('link')
except OSError:
    pass
""",
    "writing to /proc and devices": """
import os
for path in ('/proc/sys/kernel/hostname', '/proc/sys/kernel/core_pattern', '/proc/sys/vm/drop_caches',
             '/proc/sysrq-trigger', '/proc/1/oom_score', '/proc/sys/user/max_user_namespaces'):
    try:
        os.close(os.open(path, os.O_WRONLY))
        raise AssertionError(path)
    except OSError:
        pass
for path in ('/dev/mem', '/dev/kmem', '/dev/kmsg', '/dev/sda', '/dev/vda', '/dev/nvme0n1', '/dev/fuse', '/dev/kvm',
             '/dev/net/tun', '/dev/nvidia0', '/sys', '/proc/kcore'):
    assert not os.access(path, os.R_OK | os.W_OK), path
try:
    os.mknod('/tmp/device', 0o20666, os.makedev(1, 3))
    raise AssertionError('mknod')
except OSError:
    pass
""",
    "descriptors left open": """
import os
for process in ('self', '1'):
    for name in os.listdir(f'/proc/{process}/fd'):
        try:
            target = os.readlink(f'/proc/{process}/fd/{name}')
        except OSError:
            continue
        assert target == '/dev/null' or (target.startswith('pipe:') and int(name) < 3), target
""",
    "the network": """
import socket
for family, kind, number in ((socket.AF_INET, socket.SOCK_STREAM, 0), (socket.AF_INET, socket.SOCK_RAW, 1),
                             (socket.AF_INET6, socket.SOCK_STREAM, 0), (socket.AF_NETLINK, socket.SOCK_RAW, 0),
                             (socket.AF_PACKET, socket.SOCK_RAW, 0), (40, socket.SOCK_STREAM, 0)):
    try:
        socket.socket(family, kind, number)
        raise AssertionError(family)
    except PermissionError:
        pass
for address in ('127.0.0.1', '::1', 'localhost'):
    try:
        socket.create_connection((address, @PORT@), timeout=1)
        raise AssertionError(address)
    except OSError:
        pass
""",
    "a socket of the host": """
import socket
for address in ('@SOCKET@', '\\0@MARKER@'):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
        raise AssertionError(address)
    except OSError:
        pass
""",
    "sharing a namespace": """
import os
for name, theirs in @NAMESPACES@.items():
    assert os.readlink(f'/proc/self/ns/{name}') != theirs, name
assert os.uname().nodename == 'sandbox'
assert sorted(name for name in os.listdir('/proc') if name.isdigit()) == ['1', str(os.getpid())]
""",
    "killing others": """
import os, signal, time
assert os.getpid() < 100 and os.path.isdir('/box')
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for number in (signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP):
    os.kill(1, number)
    os.kill(os.getppid(), number)
    try:
        os.kill(-1, number)
    except ProcessLookupError:
        pass
try:
    os.kill(@PID@, signal.SIGKILL)
    raise AssertionError('the other one')
except ProcessLookupError:
    pass
time.sleep(0.2)
""",
    "calls to the kernel": """
import ctypes, errno, platform
call = ctypes.CDLL(None, use_errno=True).syscall
column = {'x86_64': 0, 'aarch64': 1}[platform.machine()]
numbers = @REFUSED@
for name, row in numbers.items():
    if row[column] is None:
        continue
    ctypes.set_errno(0)
    answer = call(row[column], -1, -1, -1, -1, -1)
    assert (answer, ctypes.get_errno()) == (-1, errno.EPERM), (name, answer, ctypes.get_errno())
assert call(435, 0, 0) == -1 and ctypes.get_errno() == errno.ENOSYS
for flag in (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
    if flag != 0x80:
        ctypes.set_errno(0)
        assert call((56, 220)[column], flag | 17, 0, 0, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM, hex(flag)
if column == 0:
    assert call(0x40000000 | 39) == -1 and ctypes.get_errno() == errno.EPERM
""",
    "becoming somebody else": """
import os
status = open('/proc/self/status').read()
for line in ('CapEff:\\t0000000000000000', 'CapBnd:\\t0000000000000000', 'NoNewPrivs:\\t1', 'Seccomp:\\t2'):
    assert line in status, line
assert os.getuid() == os.geteuid() == 65534 and os.getgroups() == []
for change in (os.setuid, os.setgid, os.seteuid):
    try:
        change(0)
        raise AssertionError(change.__name__)
    except OSError:
        pass
import shutil, subprocess
for tool in ('su', 'mount', 'newuidmap', 'sudo'):
    path = shutil.which(tool)
    if path and os.stat(path).st_mode & 0o4000:
        done = subprocess.run(['/usr/bin/env', 'python3', '-c', 'import os; print(os.geteuid())'], capture_output=True)
        assert done.stdout == b'65534\\n'
for command in (['unshare', '-U', 'true'], ['unshare', '-r', 'true'], ['mount', '-t', 'tmpfs', 'none', '/tmp'],
                ['bwrap', '--ro-bind', '/', '/', 'true'], ['chroot', '/tmp', '/bin/true']):
    if shutil.which(command[0]):
        assert subprocess.run(command, capture_output=True).returncode != 0, command
""",
    "typing on the terminal": """
import fcntl, os
assert os.getsid(0) > 0, 'a session of the host'
for path in ('/dev/tty', '/dev/console', '/dev/tty1', '/dev/pts/0'):
    try:
        os.open(path, os.O_RDWR)
        raise AssertionError(path)
    except OSError:
        pass
for number in (0, 1, 2):
    try:
        fcntl.ioctl(number, 0x5412, b'x')
        raise AssertionError(number)
    except OSError:
        pass
""",
}
