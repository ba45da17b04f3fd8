#include "CBuild.h"

#include <stdlib.h>

#ifndef APUS_COMMIT
#define APUS_COMMIT ""
#endif

const char *apus_commit(void) { return APUS_COMMIT; }

static int argc;
static char **argv;

int apus_argc(void) { return argc; }
char **apus_argv(void) { return argv; }

#ifdef APUS_STATIC
/* The C library hands the command line to whatever runs before main. */
__attribute__((constructor)) static void apus_keeps_arguments(int count, char **words) {
  argc = count;
  argv = words;
}

/* Swift's runtime asks /proc where it is installed, and aborts where there is no /proc, as in an empty
   chroot. A static program has its runtime with it: this answers before the runtime begins. */
__attribute__((constructor(101))) static void apus_needs_no_proc(void) {
  setenv("SWIFT_ROOT", "/", 0);
}
#endif
