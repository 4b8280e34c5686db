// Linked to every C++ program with --wrap=main: takes the nonce before any code of the program runs (preinit_array comes
// before all constructors) and prints it when main has returned 0.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <new>
#include <typeinfo>
#include <unistd.h>

static char nonce[33];

static void take_nonce(int, char **, char **) {
    if (read(0, nonce, sizeof nonce) != sizeof nonce) _exit(3);
    dup2(open("/dev/null", O_RDONLY), 0);
}

__attribute__((section(".preinit_array"), used)) static void (*preinit)(int, char **, char **) = take_nonce;

extern "C" int __real_main(int, char **, char **);

extern "C" int __wrap_main(int count, char **values, char **environment) {
    int code = __real_main(count, values, environment);
    if (code == 0) {
        fflush(stdout);
        char line[35];
        line[0] = line[34] = '\n';
        for (int i = 0; i < 33; i++) line[i + 1] = nonce[i];
        if (write(1, line, sizeof line) != sizeof line) return 3;
    }
    return code;
}
