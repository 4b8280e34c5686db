"""Hostile programs in C++."""

_HEAD = """
#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>
"""

_BODIES = {
    "fork bomb": """
int main() {
    pid_t first = getpid();
    bool more = true;
    for (int i = 0; i < 200; i++) if ((getpid() == first || i < 9) && fork() < 0) more = false;
    if (getpid() != first) { sleep(30); _exit(0); }
    assert(!more);
}
""",
    "memory on the heap": """
int main() {
    std::vector<char *> kept;
    for (int i = 0; i < 128; i++) { kept.push_back(new char[8 << 20]); memset(kept.back(), 1, 8 << 20); }
    assert(!"it could have a gibibyte");
}
""",
    "memory of static variables": """
static char area[1 << 30];
int main() { for (size_t i = 0; i < sizeof area; i += 4096) area[i] = 1; assert(!"it could have a gibibyte"); }
""",
    "memory on the stack": """
int deeper(int n) { volatile char room[65536]; room[0] = 1; return n ? deeper(n - 1) + room[0] : 0; }
int main() { return deeper(1 << 14) == 0; }
""",
    "memory in shared mappings": """
int main() {
    size_t size = 1 << 30;
    char *area = (char *)mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) throw std::bad_alloc();
    for (size_t i = 0; i < size; i += 4096) area[i] = 1;
    assert(!"it could have a gibibyte");
}
""",
    "memory in many children": """
int main() {
    for (int i = 0; i < 12; i++)
        if (fork() == 0) { memset(new char[96 << 20], 1, 96 << 20); sleep(30); _exit(0); }
    sleep(30);
}
""",
    "memory after closing its outputs": """
int main() {
    close(1);
    close(2);
    size_t size = 1 << 30;
    char *area = (char *)mmap(0, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (size_t i = 0; i < size; i += 4096) area[i] = 1;
    _exit(0);
}
""",
    "memory in empty files": """
int main() {
    mkdir("/tmp/@MARKER@-files", 0777);
    chdir("/tmp/@MARKER@-files");
    for (int i = 0; i < 600000; i++) close(open(std::to_string(i).c_str(), O_CREAT | O_WRONLY, 0600));
    sleep(30);
}
""",
    "endless output": """
int main() { while (true) puts("more"); }
""",
    "endless loop": """
int main() { while (true) asm(""); }
""",
    "endless loop that ignores signals": """
int main() { for (int i = 1; i < 65; i++) signal(i, SIG_IGN); while (true) asm(""); }
""",
    "endless sleep": """
int main() { sleep(30); }
""",
    "a child that outlives it": """
int main() {
    if (fork() == 0) {
        setsid();
        if (fork() == 0) { close(0); close(1); close(2); execl("/usr/bin/sleep", "@MARKER@", "30", nullptr); }
        _exit(0);
    }
    wait(nullptr);
    usleep(200000);
}
""",
    "deleting and overwriting files": """
int main() {
    assert(unlink("@FILE@") != 0 && truncate("@FILE@", 0) != 0 && rename("@FILE@", "/tmp/taken") != 0);
    for (std::string place : {"/usr", "/box", "/support", "/etc", "/", "@PACKAGE@"}) {
        assert(open((place + "/@MARKER@").c_str(), O_CREAT | O_WRONLY, 0600) < 0);
        assert(mkdir((place + "/@MARKER@").c_str(), 0700) != 0);
    }
    for (const char *path : {"/usr/bin/env", "/box/program", "/support/cpp_harness.o", "@PACKAGE@/cli.py"})
        assert(open(path, O_WRONLY) < 0);
}
""",
    "reading secrets": """
extern char **environ;
int main() {
    std::string seen;
    for (char **at = environ; *at; at++) seen += *at;
    for (int i = 0; i < 100; i++)
        if (FILE *file = fopen(("/proc/" + std::to_string(i) + "/environ").c_str(), "r"))
            for (int c; (c = getc(file)) != EOF;) seen += char(c);
    assert(seen.size() > 10 && seen.find("@SECRET@") == std::string::npos);
    assert(!fopen("@SECRETS@", "r") && !fopen("/etc/passwd", "r") && access("@HOME@", F_OK) != 0);
}
""",
    "the network": """
int main() {
    for (int family : {AF_INET, AF_INET6, AF_NETLINK, AF_PACKET, AF_VSOCK})
        assert(socket(family, SOCK_RAW, 0) < 0 && errno == EPERM);
    int one = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_port = htons(@PORT@);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert(connect(one, (sockaddr *)&to, sizeof to) != 0);
    int two[2];
    assert(socketpair(AF_UNIX, SOCK_STREAM, 0, two) == 0);
}
""",
    "killing others": """
int main() {
    assert(getpid() < 100 && access("/box", F_OK) == 0);
    for (int number : {SIGKILL, SIGSTOP}) { kill(1, number); kill(getppid(), number); kill(-1, number); }
    assert(kill(@PID@, SIGKILL) != 0);
    usleep(200000);
}
""",
    "calls to the kernel": """
template <class... A> void refused(A... all) { errno = 0; assert(syscall(all...) == -1 && errno == EPERM); }
int main() {
    refused(SYS_unshare, 0x10000000);
    refused(SYS_mount, "none", "/tmp", "tmpfs", 0, "");
    refused(SYS_ptrace, 0, 0, 0, 0);
    refused(SYS_memfd_create, "x", 0);
    refused(SYS_shmget, 0, 4096, 01600);
    refused(SYS_io_uring_setup, 4, nullptr);
    refused(SYS_keyctl, 0, -3, 0);
    refused(SYS_bpf, 0, nullptr, 0);
    refused(SYS_userfaultfd, 0);
    refused(SYS_clone, 0x10000000 | SIGCHLD, 0, 0, 0, 0);
    assert(syscall(SYS_clone3, nullptr, 0) == -1 && errno == ENOSYS);
}
""",
    "calls of another machine": """
int main() {
#ifdef __x86_64__
    if (fork() == 0) {
        int answer;
        asm volatile("int $0x80" : "=a"(answer) : "a"(20) : "memory");
        _exit(0);
    }
    int status = 0;
    wait(&status);
    assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
    errno = 0;
    assert(syscall(0x40000000 | 39) == -1 && errno == EPERM);
#endif
}
""",
    "reading the tests' folder when it is compiled": """
#include "@FILE@"
int main() {}
""",
    "reading secrets when it is compiled": """
__asm__(".data\\nhere: .incbin \\"@SECRETS@\\"");
int main() {}
""",
    "a device as a header": """
#include "/dev/zero"
int main() {}
""",
    "templates without end": """
template <int n> struct Deeper { static const int value = Deeper<n + 1>::value; };
int main() { return Deeper<0>::value; }
""",
}

PROGRAMS = {name: _HEAD + body for name, body in _BODIES.items()}
