// What the kernel is measured against: the same models over two event queues written in C++, with the
// same draws and the same trace hash, so that equal runs can be asserted.

#include "reference.h"

#include <time.h>

#include <bit>
#include <cstddef>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

namespace {

struct Entry {
  double time;
  uint64_t sequence;
  uint32_t item;

  bool precedes(const Entry &other) const {
    return time != other.time ? time < other.time : sequence < other.sequence;
  }
};

/// A 4-ary heap whose removal waits for the next insertion, which then takes the root's place: one
/// walk does the work of two.
class FusedHeap {
 public:
  void reserve(size_t count) { entries_.reserve(count); }

  bool empty() {
    settle();
    return entries_.empty();
  }

  const Entry &top() const { return entries_.front(); }

  void pop() { vacant_ = true; }

  void push(const Entry &entry) {
    if (vacant_) {
      vacant_ = false;
      sink(entry);
      return;
    }
    size_t hole = entries_.size();
    entries_.push_back(entry);
    while (hole > 0) {
      const size_t parent = (hole - 1) / 4;
      if (!entry.precedes(entries_[parent])) break;
      entries_[hole] = entries_[parent];
      hole = parent;
    }
    entries_[hole] = entry;
  }

 private:
  void settle() {
    if (!vacant_) return;
    vacant_ = false;
    const Entry last = entries_.back();
    entries_.pop_back();
    if (!entries_.empty()) sink(last);
  }

  void sink(const Entry &entry) {
    const size_t count = entries_.size();
    size_t hole = 0;
    for (;;) {
      const size_t first = 4 * hole + 1;
      if (first >= count) break;
      const size_t end = first + 4 < count ? first + 4 : count;
      size_t least = first;
      for (size_t child = first + 1; child < end; ++child) {
        if (entries_[child].precedes(entries_[least])) least = child;
      }
      if (!entries_[least].precedes(entry)) break;
      entries_[hole] = entries_[least];
      hole = least;
    }
    entries_[hole] = entry;
  }

  std::vector<Entry> entries_;
  bool vacant_ = false;
};

/// std::priority_queue, as most simulators use it.
class PriorityQueue {
 public:
  void reserve(size_t) {}
  bool empty() const { return queue_.empty(); }
  const Entry &top() const { return queue_.top(); }
  void pop() { queue_.pop(); }
  void push(const Entry &entry) { queue_.push(entry); }

 private:
  struct Later {
    bool operator()(const Entry &a, const Entry &b) const { return b.precedes(a); }
  };
  std::priority_queue<Entry, std::vector<Entry>, Later> queue_;
};

class Draws {
 public:
  explicit Draws(const double *increments) : increments_(increments) {
    // The table took as many draws.
    for (int draw = 0; draw < 1024; ++draw) next();
  }

  double increment() { return increments_[next() >> 54]; }

  uint32_t item(uint32_t count) {
    return static_cast<uint32_t>((static_cast<unsigned __int128>(next()) * count) >> 64);
  }

 private:
  uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  uint64_t state_ = 1;
  const double *increments_;
};

class Trace {
 public:
  void fold(uint64_t word) {
    const uint64_t product = (state_ ^ word) * 0x9E3779B97F4A7C15;
    state_ = product ^ (product >> 32);
  }
  void fold(double time) { fold(std::bit_cast<uint64_t>(time)); }
  uint64_t value() const { return state_; }

 private:
  uint64_t state_ = 0x243F6A8885A308D3;
};

double thread_time() {
  timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

/// An event that is moved is pushed again, and the entry that went stale is skipped.
template <typename Queue>
class Hold {
 public:
  Hold(uint32_t pending, bool moves, const double *increments)
      : draws_(increments), moves_(moves), latest_(pending) {
    queue_.reserve(pending + 1);
    for (uint32_t item = 0; item < pending; ++item) schedule(item, draws_.increment());
  }

  void run(double end) {
    while (!queue_.empty()) {
      const Entry first = queue_.top();
      if (first.time > end) break;
      queue_.pop();
      if (moves_ && latest_[first.item] != first.sequence) continue;
      ++events_;
      trace_.fold(first.time);
      trace_.fold(uint64_t{first.item});
      schedule(first.item, first.time + draws_.increment());
      if (moves_) {
        const uint32_t other = draws_.item(static_cast<uint32_t>(latest_.size()));
        schedule(other, first.time + draws_.increment());
      }
    }
  }

  uint64_t events() const { return events_; }
  uint64_t trace() const { return trace_.value(); }

 private:
  void schedule(uint32_t item, double time) {
    ++sequence_;
    if (moves_) latest_[item] = sequence_;
    queue_.push({time, sequence_, item});
  }

  Queue queue_;
  Draws draws_;
  Trace trace_;
  bool moves_;
  std::vector<uint64_t> latest_;
  uint64_t sequence_ = 0;
  uint64_t events_ = 0;
};

template <typename Queue>
class SingleServer {
 public:
  SingleServer(double load, const double *increments) : draws_(increments), load_(load) {
    schedule(arrival, 0);
  }

  void run(double end) {
    while (!queue_.empty()) {
      const Entry first = queue_.top();
      if (first.time > end) break;
      queue_.pop();
      ++events_;
      trace_.fold(first.time);
      trace_.fold(uint64_t{first.item});
      if (first.item == arrival) {
        if (++customers_ == 1) schedule(departure, first.time + draws_.increment());
        schedule(arrival, first.time + draws_.increment() / load_);
      } else if (--customers_ > 0) {
        schedule(departure, first.time + draws_.increment());
      }
    }
  }

  uint64_t events() const { return events_; }
  uint64_t trace() const { return trace_.value(); }

 private:
  static constexpr uint32_t arrival = 0;
  static constexpr uint32_t departure = 1;

  void schedule(uint32_t item, double time) { queue_.push({time, ++sequence_, item}); }

  Queue queue_;
  Draws draws_;
  Trace trace_;
  double load_;
  int64_t customers_ = 0;
  uint64_t sequence_ = 0;
  uint64_t events_ = 0;
};

template <typename Model>
ReferenceRun timed(Model model, double warm_up, double duration) {
  model.run(warm_up);
  const uint64_t before = model.events();
  const double start = thread_time();
  model.run(duration);
  const double time = thread_time() - start;
  return {model.events(), model.trace(), model.events() - before, time};
}

}  // namespace

ReferenceRun reference_hold(
    ReferenceQueue queue, uint32_t pending, bool moves, double warm_up, double duration,
    const double *increments) {
  return queue == ReferenceFusedHeap
             ? timed(Hold<FusedHeap>(pending, moves, increments), warm_up, duration)
             : timed(Hold<PriorityQueue>(pending, moves, increments), warm_up, duration);
}

ReferenceRun reference_single_server(
    ReferenceQueue queue, double load, double warm_up, double duration,
    const double *increments) {
  return queue == ReferenceFusedHeap
             ? timed(SingleServer<FusedHeap>(load, increments), warm_up, duration)
             : timed(SingleServer<PriorityQueue>(load, increments), warm_up, duration);
}
