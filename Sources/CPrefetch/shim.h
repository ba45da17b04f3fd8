/* What Swift has no word for: asking for a cache line before it is needed. */
#ifndef APUS_CPREFETCH_SHIM_H
#define APUS_CPREFETCH_SHIM_H

static inline void apus_prefetch(const void *_Nonnull address) {
  __builtin_prefetch(address, 0, 3);
}

#endif
