public import Quantities

/// What pages cost the sending thread. While it works on a page the wire goes on, so that a page
/// takes as long as the slower of the two: max(processing, bytes / speed).
public struct SenderCosts: Hashable, Sendable {
  /// Per page with content: compressing it, for example, over all threads that do so.
  public var fullPage: Seconds
  /// Per page of zeroes: reading all of it to find that out.
  public var zeroPage: Seconds

  public init(fullPage: Seconds = .zero, zeroPage: Seconds = .zero) {
    self.fullPage = fullPage
    self.zeroPage = zeroPage
  }

  /// What so many pages cost.
  package func time(full: Double, zero: Double) -> Seconds { fullPage * full + zeroPage * zero }

  /// Only the wire takes time.
  public static let none = SenderCosts()
}

/// Sending the difference to what was sent before, from a direct-mapped cache of pages: XBZRLE.
public struct DeltaEncoding: Hashable, Sendable {
  /// Pages that the cache holds; the slot of a page is its number modulo this.
  public var cache: Pages
  /// How a page of each write takes on the wire, header included; one that would take more than a
  /// whole page is sent as one.
  public var page: Bytes
  /// Time of the sending thread for one encoded page.
  public var encoding: Seconds
  /// Whether a cached page stays for as long as it is in use, or yields to the next (plain
  /// replacement, before QEMU 2.1).
  public var keepsHotPages: Bool

  public init(
    cache: Pages, page: Bytes, encoding: Seconds = .microseconds(1.8), keepsHotPages: Bool = true
  ) {
    self.cache = cache
    self.page = page
    self.encoding = encoding
    self.keepsHotPages = keepsHotPages
  }
}
