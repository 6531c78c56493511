/* Faults of machine and clock for the tests: loaded before libc (LD_PRELOAD), it counts the calls that change files below
 * one folder, and from the one whose number was given on makes them fail as a full, read-only or broken disk does, or
 * ends the process there as a power cut would. It also moves the clock that the process sees.
 *
 * Armed by the environment (FAULT_FOLDER, FAULT_KIND, FAULT_AT, FAULT_CLOCK) or by `fault_arm` from within. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { COUNT, FULL, READ_ONLY, BROKEN, SHORT, KILL, TORN, STOP };
/* What a call does: content, sync, a new name, or what only a disk that takes no change at all refuses. */
enum { CONTENT = 1, SYNC = 2, NAME = 4, ANY = 8 };

static char folder[PATH_MAX];
static size_t folder_length;
static int kind = COUNT;
static long at, seen;
static long long clock_moved, clock_jump; /* seconds; `clock_jump` is added from the `clock_after`th reading on */
static long clock_after = LONG_MAX, clock_read;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void fault_arm(const char *where, int what, long number) {
    snprintf(folder, sizeof folder, "%s", where);
    folder_length = strlen(folder);
    kind = what;
    at = number;
    seen = 0;
}

long fault_seen(void) { return seen; }

void fault_clock(long long moved, long after, long long jump) {
    clock_moved = moved;
    clock_after = after;
    clock_jump = jump;
    clock_read = 0;
}

__attribute__((constructor)) static void from_environment(void) {
    const char *where = getenv("FAULT_FOLDER"), *what = getenv("FAULT_KIND"), *number = getenv("FAULT_AT"), *moved = getenv("FAULT_CLOCK");
    if (where && what && number) fault_arm(where, atoi(what), atol(number));
    if (moved) fault_clock(atoll(moved), LONG_MAX, 0);
}

static int below(const char *path) {
    return folder_length && path && strncmp(path, folder, folder_length) == 0 && (path[folder_length] == '/' || !path[folder_length]);
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (!folder_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return below(path);
}

/* The errno with which a call fails, 0 where it goes through. */
static int verdict(int does) {
    int concerned = kind == FULL || kind == SHORT ? does & (CONTENT | SYNC | NAME) : does;
    if (!concerned) return 0;
    seen++;
    if (kind == STOP && seen == at) raise(SIGSTOP); /* until somebody lets it go on */
    if (kind == COUNT || kind == STOP || seen < at) return 0;
    switch (kind) {
    case FULL: return ENOSPC;
    case SHORT: return ENOSPC;
    case READ_ONLY: return EROFS;
    case BROKEN: return EIO;
    case KILL: raise(SIGKILL); break;
    case TORN: if (!(does & CONTENT)) raise(SIGKILL); return -1;
    }
    return 0;
}

/* A write that goes only half the way: then the disk is full, or the process is no more. */
#define HALVED(count) ((kind == SHORT || kind == TORN) && seen == at && (count) > 1)

#define WRITES(name, parameters, arguments, half)                                                                                          \
    ssize_t name parameters {                                                                                                              \
        if (below_fd(fd)) {                                                                                                                \
            int error = verdict(CONTENT);                                                                                                  \
            if (error) {                                                                                                                   \
                if (HALVED(count)) {                                                                                                       \
                    ssize_t done = REAL(name) half;                                                                                        \
                    if (kind == TORN) raise(SIGKILL);                                                                                      \
                    return done;                                                                                                           \
                }                                                                                                                          \
                if (kind == TORN) raise(SIGKILL);                                                                                          \
                errno = error;                                                                                                             \
                return -1;                                                                                                                 \
            }                                                                                                                              \
        }                                                                                                                                  \
        return REAL(name) arguments;                                                                                                       \
    }

WRITES(write, (int fd, const void *data, size_t count), (fd, data, count), (fd, data, count / 2))
WRITES(pwrite, (int fd, const void *data, size_t count, off_t where), (fd, data, count, where), (fd, data, count / 2, where))
WRITES(pwrite64, (int fd, const void *data, size_t count, off64_t where), (fd, data, count, where), (fd, data, count / 2, where))
WRITES(writev, (int fd, const struct iovec *data, int count), (fd, data, count), (fd, data, count / 2))
WRITES(pwritev, (int fd, const struct iovec *data, int count, off_t where), (fd, data, count, where), (fd, data, count / 2, where))
WRITES(pwritev64, (int fd, const struct iovec *data, int count, off64_t where), (fd, data, count, where), (fd, data, count / 2, where))

#define CHANGES(name, parameters, arguments, concerned, does)                                                                              \
    int name parameters {                                                                                                                  \
        int error = concerned ? verdict(does) : 0;                                                                                         \
        if (error) {                                                                                                                       \
            errno = error;                                                                                                                 \
            return -1;                                                                                                                     \
        }                                                                                                                                  \
        return REAL(name) arguments;                                                                                                       \
    }

CHANGES(ftruncate, (int fd, off_t size), (fd, size), below_fd(fd), NAME)
CHANGES(ftruncate64, (int fd, off64_t size), (fd, size), below_fd(fd), NAME)
CHANGES(fsync, (int fd), (fd), below_fd(fd), SYNC)
CHANGES(fdatasync, (int fd), (fd), below_fd(fd), SYNC)
CHANGES(fchmod, (int fd, mode_t mode), (fd, mode), below_fd(fd), ANY)
CHANGES(chmod, (const char *path, mode_t mode), (path, mode), below(path), ANY)
CHANGES(unlink, (const char *path), (path), below(path), ANY)
CHANGES(mkdir, (const char *path, mode_t mode), (path, mode), below(path) && access(path, F_OK), NAME)
CHANGES(rename, (const char *old, const char *new), (old, new), below(new), NAME)
CHANGES(link, (const char *old, const char *new), (old, new), below(new), NAME)

static int opens(const char *path, int flags) {
    if (!below(path)) return 0;
    if (flags & O_CREAT && access(path, F_OK)) return verdict(NAME);
    return (flags & O_ACCMODE) != O_RDONLY ? verdict(ANY) : 0;
}

#define OPENS(name)                                                                                                                        \
    int name(const char *path, int flags, ...) {                                                                                           \
        mode_t mode = 0;                                                                                                                   \
        if (flags & (O_CREAT | O_TMPFILE)) {                                                                                               \
            va_list more;                                                                                                                  \
            va_start(more, flags);                                                                                                         \
            mode = va_arg(more, mode_t);                                                                                                   \
            va_end(more);                                                                                                                  \
        }                                                                                                                                  \
        int error = opens(path, flags);                                                                                                    \
        if (error) {                                                                                                                       \
            errno = error;                                                                                                                 \
            return -1;                                                                                                                     \
        }                                                                                                                                  \
        return REAL(name)(path, flags, mode);                                                                                              \
    }

OPENS(open)
OPENS(open64)

static long long moved(void) { return clock_moved + (++clock_read > clock_after ? clock_jump : 0); }

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = REAL(clock_gettime)(which, now);
    if (!done && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) now->tv_sec += moved();
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    int done = REAL(gettimeofday)(now, zone);
    if (!done) now->tv_sec += moved();
    return done;
}

time_t time(time_t *kept) {
    time_t now = REAL(time)(NULL) + moved();
    if (kept) *kept = now;
    return now;
}
