#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What a run over a reference queue did, and how long it took after its warm-up, in CPU time.
struct ReferenceRun {
  uint64_t events;
  uint64_t trace;
  uint64_t measured_events;
  double nanoseconds;
};

enum ReferenceQueue { ReferenceFusedHeap, ReferencePriorityQueue };

/// The hold model: each event schedules one more, and with `moves` moves another one's.
/// `increments` holds 1,024 draws.
struct ReferenceRun reference_hold(
    enum ReferenceQueue queue, uint32_t pending, bool moves, double warm_up, double duration,
    const double *increments);

/// One server and one queue: arrivals at the rate `load`, services at the rate 1.
struct ReferenceRun reference_single_server(
    enum ReferenceQueue queue, double load, double warm_up, double duration,
    const double *increments);

#ifdef __cplusplus
}
#endif
