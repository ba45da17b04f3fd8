/* What this program was built from. */
#ifndef APUS_CBUILD_H
#define APUS_CBUILD_H

/* The commit that APUS_COMMIT named when it was built; empty if none was. */
const char *_Nonnull apus_commit(void);

#endif
