/* Announces each sync of a write-ahead log, after it is done, and goes on when somebody outside says so.
 * The program under test knows nothing of it: it is put under its C library, as a slow disk would be.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int is_log(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 4) return 0;
    path[length] = 0;
    return strcmp(path + length - 4, "-wal") == 0;
}

static void announce(void) {
    struct sockaddr_un where = {.sun_family = AF_UNIX};
    const char *path = getenv("KIOSK_SYNC_GATE");
    if (!path) return;
    strncpy(where.sun_path, path, sizeof where.sun_path - 1);
    int gate = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char go;
    if (connect(gate, (struct sockaddr *)&where, sizeof where) == 0 && write(gate, "s", 1) == 1)
        while (read(gate, &go, 1) < 0) { }
    close(gate);
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    int result = real(file);
    if (result == 0 && is_log(file)) announce();
    return result;
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    int result = real(file);
    if (result == 0 && is_log(file)) announce();
    return result;
}
