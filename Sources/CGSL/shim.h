/* The GNU Scientific Library as Swift sees it, and Philox4x64-10 as one of its generators. */
#ifndef APUS_CGSL_SHIM_H
#define APUS_CGSL_SHIM_H

#define HAVE_INLINE 1 /* before any header of GSL */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <gsl/gsl_version.h>

#include <Random123/philox.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* GSL publishes its methods as mutable global pointers, which Swift 6 rightly refuses to read. */

static inline const char *_Nonnull apus_gsl_version(void) { return gsl_version; }

static inline const gsl_root_fsolver_type *_Nonnull apus_root_brent(void) {
  return gsl_root_fsolver_brent;
}

static inline const gsl_min_fminimizer_type *_Nonnull apus_min_brent(void) {
  return gsl_min_fminimizer_brent;
}

static inline const gsl_multimin_fminimizer_type *_Nonnull apus_multimin_simplex(void) {
  return gsl_multimin_fminimizer_nmsimplex2;
}

static inline const gsl_multifit_nlinear_type *_Nonnull apus_multifit_trust(void) {
  return gsl_multifit_nlinear_trust;
}

static inline const gsl_qrng_type *_Nonnull apus_qrng_sobol(void) { return gsl_qrng_sobol; }

/*
 * Philox4x64-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC '11). A draw is a
 * pure function of key and counter, so that streams with different keys or counters never overlap.
 *
 *   key     { seed, stream }
 *   counter { block of four draws, 0, 0, replication }
 *
 * The bridge that comes with Random123 is not used: its carry spills into the higher words of the
 * counter, where the replication stands, and its uniforms have 32 bits.
 */
typedef struct {
  philox4x64_ctr_t counter;
  philox4x64_ctr_t block;
  philox4x64_key_t key;
  uint64_t left; /* words of the block not yet drawn */
} apus_philox;

_Static_assert(sizeof(unsigned long) == sizeof(uint64_t), "a draw of GSL must hold 64 bits");

/* The four words that belong to a key and a counter. */
static inline philox4x64_ctr_t apus_philox_block(philox4x64_ctr_t counter, philox4x64_key_t key) {
  return philox4x64(counter, key);
}

/* Kept out of a draw, so that the three draws in four that need none save no registers for it. */
__attribute__((noinline)) static void apus_philox_refill(apus_philox *_Nonnull s) {
  s->block = philox4x64(s->counter, s->key);
  ++s->counter.v[0];
  s->left = 4;
}

static inline uint64_t apus_philox_next(apus_philox *_Nonnull s) {
  if (s->left == 0) apus_philox_refill(s);
  return s->block.v[4 - s->left--];
}

/* A multiple of 2^-53 in [0, 1): every one is equally likely. */
static inline double apus_philox_uniform(apus_philox *_Nonnull s) {
  return (double)(apus_philox_next(s) >> 11) * 0x1p-53;
}

static inline void apus_philox_seek(
    apus_philox *_Nonnull s, uint64_t seed, uint64_t stream, uint64_t replication) {
  memset(s, 0, sizeof *s);
  s->key.v[0] = seed;
  s->key.v[1] = stream;
  s->counter.v[3] = replication;
}

static inline void apus_philox_rng_set(void *state, unsigned long seed) {
  apus_philox_seek((apus_philox *)state, seed, 0, 0);
}

static inline unsigned long apus_philox_rng_get(void *state) {
  return apus_philox_next((apus_philox *)state);
}

static inline double apus_philox_rng_get_double(void *state) {
  return apus_philox_uniform((apus_philox *)state);
}

static inline const gsl_rng_type *_Nonnull apus_rng_philox(void);

/* A generator with its state behind it: one piece of memory, where GSL takes two. */
typedef struct {
  gsl_rng generator;
  apus_philox state;
} apus_stream;

static inline gsl_rng *_Nullable apus_stream_open(void) {
  apus_stream *s = (apus_stream *)malloc(sizeof *s);
  if (!s) return NULL;
  s->generator.type = apus_rng_philox();
  s->generator.state = &s->state;
  return &s->generator;
}

static inline void apus_stream_close(gsl_rng *_Nonnull generator) { free(generator); }

static inline const gsl_rng_type *_Nonnull apus_rng_philox(void) {
  static const gsl_rng_type type = {
    "philox4x64-10", UINT64_MAX, 0, sizeof(apus_philox),
    apus_philox_rng_set, apus_philox_rng_get, apus_philox_rng_get_double,
  };
  return &type;
}

#endif
