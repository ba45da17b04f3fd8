import Quantities

/// The constants of a VM in service, as it was on the machines on which migrations were measured.
///
/// A constant names its source, or it is a fit. Fits are to the 7,396 migrations behind Jo, Cho and Egger
/// (SoCC 2017), over Gigabit Ethernet: pre-copy 1,518, auto-converge 1,479, xbzrle 1,501, compress 1,476,
/// post-copy 1,422. A fit follows what many rows have in common, never one row. A constant of a technique
/// is fitted to the rows of that technique.
/// "Deviation" is that of the logarithm.
struct Bench: Sendable {
  /// The constants as they were found.
  static let measured = Bench()

  // MARK: Memory

  /// How much used memory changes from the measurement to the migration (deviation; fit).
  var usedMemoryDeviation = 0.003
  /// ROMs and the like behind the memory: evenly from nothing to 6 MiB, as the bytes sent of idle VMs are
  /// spread (fit).
  var mostDevicePages = 1536.0
  /// Empty video memory: QEMU's default for a VGA card.
  var videoMemory = Bytes.mebibytes(16)
  /// The most that Linux and its services use without a load (measured: the smallest guests used 242 to
  /// 270 MiB).
  var idleFootprint = Bytes.mebibytes(270)
  /// A dirty rate above that of a guest without a load (measured: 50 to 300 pages/s).
  var idleRate = PagesPerSecond(500)
  /// The dirty rate, in pages/s, at which a guest is busy to 63 % (fit).
  var busyRate = 1000.0

  // MARK: The engine

  /// QEMU's cap counts a page of 4096 bytes, and not its header of 8 (QEMU's wire format; total times
  /// under caps show it).
  var headersBesideCap = 4104.0 / 4096
  /// The time to find that a page is empty (fit). Memory that no guest has
  /// touched is one page of zeroes, which stays in the processor's cache.
  var zeroPage = Seconds.microseconds(0.01)
  /// The XBZRLE cache of a row that gives none (fit).
  var xbzrleCache = Bytes.mebibytes(1024)
  /// The share of a throttle that writes feel; not all of them wait for the processor (fit).
  var throttleResponse = 0.5

  // MARK: Compression

  /// The share of its rate at which a guest writes beside threads that compress, which take its time (fit).
  var writesBesideThreads = 0.6
  /// How much faster these threads are while the guest is paused (fit).
  var pausedGain = 1.3
  /// The largest compressed size of a page, as a share: zlib adds a header (fit).
  var worstRatio = 1.05
  /// The dirty rate, in pages/s, at which 63 % of the hosts that may be crowded are (fit).
  var crowdingRate = 200.0

  // MARK: The stages around the copy (fits)

  /// The time from the request to the first byte, in seconds: median and deviation.
  var setUp = (median: 0.015, deviation: 0.9)
  /// The time until the stream has all of a link that a guest uses too, in seconds: median with an idle
  /// guest, what a busy guest adds, and deviation.
  var delay = (idle: 0.01, busy: 0.17, deviation: 1.2)
  /// The share of the link above which a cap lets the stream notice that delay, and how far above it
  /// notices all of it.
  var noticed = (above: 0.847, within: 0.089)
  /// The downtime beside sending memory, in seconds: median, median where threads must be joined, and
  /// deviation.
  var switchOver = (median: 0.005, threads: 0.02, deviation: 0.3)
  /// How much of that comes before the destination is told to go ahead.
  var beforeCommitment = 0.4
  /// The device state that is sent with the last pages.
  var deviceState = Bytes.kibibytes(4)

  // MARK: Post-copy (fits)

  /// As above, with post-copy.
  var postCopySetUp = (median: 0.04, deviation: 0.8)
  var postCopyDelay = (busy: 0.11, deviation: 1.1)
  var postCopySwitchOver = 0.002
  /// The share of post-copy migrations that are delayed, and their mean delay, as a share of the time that
  /// sending the memory takes.
  var heldUp = (share: 0.12, time: 0.02)
}
