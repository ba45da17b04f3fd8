import Quantities

/// The constants of a VM in service, as it was on the machines on which migrations were measured.
///
/// Unless a constant says otherwise, it was found in the migrations behind Jo, Cho and Egger (SoCC 2017),
/// over Gigabit Ethernet: by what many rows have in common, never by one row.
/// "Deviation" is that of the logarithm.
struct Bench: Sendable {
  /// The constants as they were found.
  static let measured = Bench()

  // MARK: Memory

  /// By how much used memory differs from what was seen when somebody looked (deviation).
  var usedMemoryDeviation = 0.003
  /// ROMs and the like behind the memory: evenly from nothing to 6 MiB, as the bytes sent of idle VMs are
  /// spread.
  var mostDevicePages = 1536.0
  /// Empty video memory: QEMU's default for a VGA card.
  var videoMemory = Bytes.mebibytes(16)
  /// What Linux and its services use without a load, at most: the smallest guests that were measured
  /// used 242 to 270 MiB.
  var idleFootprint = Bytes.mebibytes(270)
  /// More writes than such a guest makes by itself: 50 to 300 pages/s were measured.
  var idleRate = PagesPerSecond(500)
  /// The dirty rate, in pages/s, at which a guest is busy to 63 %.
  var busyRate = 1000.0

  // MARK: The engine

  /// QEMU's cap counts a page of 4096 bytes, and not its header of 8, as total times under caps show.
  var headersBesideCap = 4104.0 / 4096
  /// What finding out takes that a page is empty. Memory that no guest has touched is one page of zeroes,
  /// which the processor has at hand.
  var zeroPage = Seconds.microseconds(0.01)
  /// The XBZRLE cache where none is given.
  var xbzrleCache = Bytes.mebibytes(1024)
  /// What share of a throttle the writes feel: not all of them wait for the processor.
  var throttleResponse = 0.5

  // MARK: Compression

  /// At what share of its rate a guest writes beside threads that compress, which take its time.
  var writesBesideThreads = 0.6
  /// How much faster these threads are while the guest is paused.
  var pausedGain = 1.3
  /// What a page takes at most when it does not compress: zlib adds a header.
  var worstRatio = 1.05
  /// The dirty rate, in pages/s, at which 63 % of the hosts that may be crowded are.
  var crowdingRate = 200.0

  // MARK: The stages around the copy

  /// From the request to the first byte, in seconds: median and deviation.
  var setUp = (median: 0.015, deviation: 0.9)
  /// Until the stream has all of a link that a guest uses too: medians with an idle and in addition with a
  /// busy guest, and deviation.
  var delay = (idle: 0.01, busy: 0.17, deviation: 1.2)
  /// The share of the link above which a cap lets the stream notice that delay, and how far above it
  /// notices all of it.
  var noticed = (above: 0.847, within: 0.089)
  /// From the pause to the run beside the memory, in seconds, and with threads to be joined; deviation.
  var switchOver = (median: 0.005, threads: 0.02, deviation: 0.3)
  /// How much of that comes before the destination is told to go ahead.
  var beforeCommitment = 0.4
  /// Device state that is sent with the last pages.
  var deviceState = Bytes.kibibytes(4)

  // MARK: Post-copy

  /// As above, with post-copy.
  var postCopySetUp = (median: 0.04, deviation: 0.8)
  var postCopyDelay = (busy: 0.11, deviation: 1.1)
  var postCopySwitchOver = 0.002
  /// The share of migrations by post-copy that are held up, and for how long on average, as a share of
  /// what the memory takes.
  var heldUp = (share: 0.12, time: 0.02)
}
