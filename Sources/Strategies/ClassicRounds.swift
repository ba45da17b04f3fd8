public import Quantities
public import Seam

/// When the round loop of Xen's first ten years gives up (xc_linux_save.c, later xc_domain_save.c).
///
/// The tests are made after a round has been sent and before the bitmap is read, in this order.
public struct ClassicLimits: Equatable, Sendable {
  /// `max_iters`: live rounds at most. The final round comes on top: 30 loop turns.
  public var maximumRounds: Int
  /// A round that sent and skipped fewer pages than this is the last live one.
  public var minimumResidue: Pages
  /// `max_factor`: more pages than this many times the VM's memory are never worth sending live.
  public var maximumFactor: Int

  /// The code's own numbers: 29 rounds, 50 pages, 3 times the memory.
  public init(maximumRounds: Int = 29, minimumResidue: Pages = Pages(50), maximumFactor: Int = 3) {
    self.maximumRounds = maximumRounds
    self.minimumResidue = minimumResidue
    self.maximumFactor = maximumFactor
  }
}

extension ClassicLimits {
  static var parameters: [Parameter<ClassicLimits>] {
    [
      .maximumRounds(\.maximumRounds),
      Parameter(
        "minimumResidue", \.minimumResidue, .pages,
        "A round of fewer pages than this is the last live one."),
      Parameter(
        "maximumFactor", \.maximumFactor, .count(1...1_000_000),
        "The live rounds end when more than so many times the memory has been sent."),
    ]
  }
}

/// How a round of that loop visits the pages.
extension Parameter {
  static func peek(_ place: any WritableKeyPath<Subject, Pages?> & Sendable) -> Parameter {
    Parameter(
      "peek", place, .pagesOrNone,
      "The dirty bitmap is read again after so many pages, to skip pages that were written again; 0 for never."
    )
  }

  static func scan(_ place: any WritableKeyPath<Subject, Order.Scan> & Sendable) -> Parameter {
    Parameter("scan", place, .scan, "The order in which a round visits the pages.")
  }
}

extension Domain where Value == Pages? {
  /// A number of pages, or 0 for none.
  fileprivate static var pagesOrNone: Domain {
    Domain(
      kind: Domain<Pages>.pages.kind,
      read: { setting in Domain<Pages>.pages.read(setting).map { $0 == .zero ? nil : $0 } },
      write: { Domain<Pages>.pages.write($0 ?? .zero) })
  }
}

extension Domain where Value == Order.Scan {
  private enum Name: String, CaseIterable {
    case byAddress = "by-address"
    case bitRotated = "bit-rotated"
  }

  /// One of the orders that Xen has had.
  fileprivate static var scan: Domain {
    let names = Domain<Name>.choice("a scan")
    return Domain(
      kind: names.kind,
      read: { names.read($0).map { $0 == .byAddress ? .fromStart : .bitRotated } },
      write: { names.write($0 == .bitRotated ? .bitRotated : .byAddress) })
  }
}

/// The state of that loop: what it has sent so far.
struct ClassicRounds: Equatable, Sendable {
  let memory: Pages
  /// The round under way, counted from 1.
  private(set) var round = 1
  private(set) var totalSent = Pages.zero
  private(set) var sentLast: Pages

  init(memory: Pages) {
    self.memory = memory
    sentLast = memory
  }

  /// A round has been sent.
  ///
  /// - Parameter stopsWhenGrowing: whether a round that sent more than the one before is the last.
  /// - Returns: why the live part ends here, or `nil` when another round follows.
  mutating func finish(
    _ report: Report, within limits: ClassicLimits, stopsWhenGrowing: Bool = false
  ) -> StopReason? {
    totalSent += report.sent
    defer {
      sentLast = report.sent
      round += 1
    }
    if round >= limits.maximumRounds { return .roundLimit }
    if report.sent + report.skipped < limits.minimumResidue { return .fewDirtyPages }
    if totalSent.count > memory.count * limits.maximumFactor { return .volumeLimit }
    return stopsWhenGrowing && report.sent > sentLast ? .growingRounds : nil
  }
}

extension StopReason {
  /// More has been sent than the engine's multiple of the VM's memory.
  public static let volumeLimit = StopReason(
    "volume-limit", "too many times the memory had been sent")
  /// A round sent more pages than the one before.
  public static let growingRounds = StopReason(
    "growing-rounds", "a round sent more than the one before")
  /// The guest dirties memory faster than the engine may send.
  public static let rateCeiling = StopReason(
    "rate-ceiling", "the guest dirtied memory faster than the engine may send")
}
