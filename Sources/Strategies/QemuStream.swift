public import Quantities
public import Seam

/// The bytes of QEMU's migration stream (migration/ram.c, migration/multifd.h).
public enum QemuStream {
  /// One stream: 8 bytes of address and flags before each page, 4104 bytes in all; a page of zeroes
  /// is its address and one byte.
  public static let single = WireFormat(pageHeader: Bytes(8), zeroPage: Bytes(1))

  /// multifd: packets of 128 pages behind a header of 320 + 128 x 8 bytes, whether full or not; a
  /// page of zeroes is its slot in the header.
  public static let multifd = WireFormat(
    batch: Pages(128), batchHeader: Bytes(320 + 128 * 8), zeroPage: .zero)

  /// What one descriptor moves, with the thread that fills it busy: 7 Gbit/s were reported of KubeVirt's
  /// migrations on faster links.
  public static let ceiling = BytesPerSecond.gigabitsPerSecond(7)

  /// The same into memory of huge pages, each of which is placed as a whole rather than 4 KiB by 4 KiB: 8.2,
  /// 8.4 and 13 Gbit/s follow from the waits for pages of 2 MiB and 1 GiB over 10 Gbit/s (P. Xu,
  /// postcopy-preempt, 2022), and 9.7 is their geometric mean.
  public static let ceilingOfHugePages = BytesPerSecond.gigabitsPerSecond(10)

  /// The same, for pages of the destination.
  public static func ceiling(of page: HostPage) -> BytesPerSecond {
    page == .small ? ceiling : ceilingOfHugePages
  }

  /// An XBZRLE page, of which `encoded` bytes are left: address, flag, length.
  public static func delta(encoded: Bytes) -> Bytes { Bytes(8 + 1 + 2) + encoded }
}

/// Pages sent compressed, by threads of their own.
///
/// A page takes as long as the slower of link and threads:
/// max(4096 ratio / bandwidth, 4096 / (threads x speed)).
public struct Compression: Hashable, Sendable {
  /// What is left of a page's content.
  public var ratio: Double
  /// What one thread takes in.
  public var speedPerThread: BytesPerSecond
  /// How many work at once; in multifd the channels do.
  public var threads: Int
  /// What all of them take in together at most: what one device does for them, for example.
  public var together: BytesPerSecond
  /// How much faster they are while the guest is paused and leaves its processors to them.
  public var pausedGain: Double
  /// What is left of the content of a page that was sent before; `nil` where it is like any other. What a
  /// guest writes all the time need not be like the rest of its memory.
  public var ratioAgain: Double?
  /// How much faster pages are compressed that were sent before.
  public var againGain: Double

  public init(
    ratio: Double, speedPerThread: BytesPerSecond, threads: Int,
    together: BytesPerSecond = .unlimited, pausedGain: Double = 1, ratioAgain: Double? = nil,
    againGain: Double = 1
  ) {
    self.ratio = ratio
    self.speedPerThread = speedPerThread
    self.threads = threads
    self.together = together
    self.pausedGain = pausedGain
    self.ratioAgain = ratioAgain
    self.againGain = againGain
  }

  /// zlib, level 1: as the `compress` capability used it until QEMU 9.0. Ratio and speed as in the
  /// measurements of Jo et al. (SoCC 2017): 0.43 of the data, 25 MB/s of it with 8 threads.
  public static func zlib(threads: Int = 8) -> Compression {
    Compression(ratio: 0.43, speedPerThread: BytesPerSecond(7.3e6), threads: threads)
  }
  /// zstd, level 1, in multifd's channels: 0.34 GB/s each, on the Silesia corpus (QATzip series, 2024).
  public static func zstd(threads: Int = 2) -> Compression {
    Compression(ratio: 0.4, speedPerThread: BytesPerSecond(340e6), threads: threads)
  }
  /// QATzip, in multifd's channels: 1.2 GB/s each, on the same corpus; eight of them took in 5.3 GB/s
  /// together, which is what the accelerator does (54 GB in 10.3 s over a link of 10 GB/s).
  public static func qatzip(threads: Int = 2) -> Compression {
    Compression(
      ratio: 0.39, speedPerThread: BytesPerSecond(1.2e9), threads: threads,
      together: BytesPerSecond(5.3e9))
  }

  /// What all threads take in together while the guest runs.
  public var throughput: BytesPerSecond { min(speedPerThread * Double(threads), together) }
  /// What is left of a page's content, sent for the first time or again.
  func ratio(again: Bool) -> Double { again ? ratioAgain ?? ratio : ratio }
  /// Time that a page takes.
  var perPage: Seconds { Pages.size / throughput }
}

extension Order.Turns {
  /// Windows of 100 ms; turns of more than 50 whole milliseconds, looked at every 64 pages.
  static let qemu = Order.Turns(
    window: .milliseconds(100), busy: .milliseconds(51), glance: Pages(64))
}
