/* What this program was built from. */
#ifndef APUS_CBUILD_H
#define APUS_CBUILD_H

/* The commit that APUS_COMMIT named when it was built; empty if none was. */
const char *_Nonnull apus_commit(void);

/* How many words the command line has, the program's own included, and the words. Only a static program
   has them here, since its Swift runtime does not find them; any other has 0. */
int apus_argc(void);
char *_Nullable *_Nullable apus_argv(void);

#endif
