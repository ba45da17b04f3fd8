/* zlib as Swift sees it. */
#ifndef APUS_CZLIB_SHIM_H
#define APUS_CZLIB_SHIM_H

#include <zlib.h>

/* Begins a raw deflate stream, as ZIP files hold it. A macro of zlib, which Swift does not see. */
static inline int apus_inflate_init_raw(z_stream *_Nonnull stream) {
  return inflateInit2(stream, -MAX_WBITS);
}

/* Begins a stream with the header and the checksum of gzip. */
static inline int apus_inflate_init_gzip(z_stream *_Nonnull stream) {
  return inflateInit2(stream, MAX_WBITS + 16);
}

#endif
