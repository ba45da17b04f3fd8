import Experiment

/// The columns of an inventory that predictions read, each with what it says. Every other column
/// passes through.
enum InventoryColumn: String, CaseIterable, Sendable {
  case technique, engine, workload
  case memory = "memory_mib"
  case used = "memory_used_mib"
  case zero = "zero_memory_mib"
  case linkBytes = "link_bytes_per_s"
  case linkBits = "link_mbit_per_s"
  case capBytes = "rate_cap_bytes_per_s"
  case capMebibytes = "rate_cap_mib_per_s"
  case downtimeLimit = "downtime_limit_ms"
  case dirtyRate = "dirty_rate_pages_per_s"
  case dirtyRateWindow = "dirty_rate_window_s"
  case pattern0 = "stream0_pattern"
  case workingSet0 = "stream0_working_set_pages"
  case writes0 = "stream0_writes_per_s"
  case words0 = "stream0_words_per_write"
  case pattern1 = "stream1_pattern"
  case workingSet1 = "stream1_working_set_pages"
  case writes1 = "stream1_writes_per_s"
  case words1 = "stream1_words_per_write"
  case stopFirst = "stop_first"
  case autoConverge = "auto_converge"
  case xbzrleCache = "xbzrle_cache_mib"
  case postCopy = "post_copy"
  case multifd = "multifd_channels"
  case compression
  case stopWhenStalled = "stop_when_stalled"
  case timeLimit = "time_limit_s"
  case devices
  case announcement = "announcement_ms"

  /// The columns of one stream of writes.
  struct Stream: Sendable {
    let pattern: InventoryColumn
    let workingSet: InventoryColumn
    let writes: InventoryColumn
    let words: InventoryColumn
  }
  static let streams = [
    Stream(pattern: .pattern0, workingSet: .workingSet0, writes: .writes0, words: .words0),
    Stream(pattern: .pattern1, workingSet: .workingSet1, writes: .writes1, words: .words1),
  ]

  /// What the columns say, for `--help`: names and meaning.
  static let help: [(names: String, meaning: String)] = [
    (
      "technique",
      "pre-copy (default), auto-converge, xbzrle, compress, post-copy, stop-and-copy (the engine's stream, of a VM that is paused for all of it, as with stop_first) or cold"
    ),
    ("engine", "an engine of apus list, such as xen-modern (default: qemu-7.2)"),
    ("workload", "what runs in the VM: \(WorkloadFamily.names); others count as unknown"),
    (
      "memory_mib, memory_used_mib",
      "the VM's memory, and the part of it with content (one of them is enough)"
    ),
    (
      "zero_memory_mib",
      "the part of the memory that holds only zeroes (default: what is not used; beside memory_mib and memory_used_mib it has no effect)"
    ),
    (
      "link_bytes_per_s, link_mbit_per_s",
      "the data rate that the migration gets (default: Gigabit Ethernet, of which 110.2 MiB/s are left; 0: a memory copy)"
    ),
    ("rate_cap_mib_per_s, rate_cap_bytes_per_s", "the engine's own limit (default: none)"),
    (
      "downtime_limit_ms",
      "the downtime that the engine aims for (default: the engine's; Xen's engines have none)"
    ),
    (
      "dirty_rate_pages_per_s, dirty_rate_window_s",
      "distinct pages written per second, measured over a window (default: 0, over 1 s); over the window they are no more than the VM has; unknown: the rate of any guest, drawn for each replication"
    ),
    (
      "stream0_pattern, stream0_working_set_pages, stream0_writes_per_s, stream0_words_per_write; stream1_...",
      "instead of a dirty rate: known writes, sequential or uniform, in a working set"
    ),
    ("stop_first", "1: the VM is paused for all of it"),
    (
      "auto_converge, xbzrle_cache_mib, multifd_channels",
      "QEMU's aids: 1, a size (default with the technique xbzrle: QEMU's 64 MiB; 1 GiB on a bench), a number"
    ),
    (
      "compression",
      "what the technique compress compresses with: zlib (default), as QEMU's threads did until 9.0; zstd or qatzip, as the channels of multifd do, with a scenario's numbers"
    ),
    ("post_copy", "0, start or first-sync: when the VM moves ahead of its memory"),
    (
      "stop_when_stalled",
      "1: an operator stops a VM of known dirty rate when its migration stalls (default: 0; --stop-when-stalled)"
    ),
    (
      "time_limit_s",
      "when a migration is given up (default: 30 times what its memory takes to compress or send, from 60 s to a day)"
    ),
    (
      "devices",
      "what is switched over with the VM: virtio (default; --devices), sr-iov, vgpu, vhost-user or bare; bench: as on the machines of the measurements"
    ),
    (
      "announcement_ms",
      "from the VM running until the network has learnt its new place (default: the engine's)"
    ),
  ]
}

/// The columns of measured migrations. Predictions never read them; scores compare with them.
enum OutcomeColumn: String, CaseIterable, Sendable {
  /// How blank cells of them are read.
  static let help = """
    A blank measured cell says that nothing was measured. If the file has total_time_ms and a row leaves it \
    blank beside other measurements, the migration counts as one that did not converge, unless converged says \
    1. A row without any measurement is not scored.
    """

  case totalTime = "total_time_ms"
  case downtime = "downtime_ms"
  case outage = "outage_ms"
  case sentKibibytes = "sent_kib"
  case sentBytes = "sent_bytes"
  case converged
}
