public import Quantities

/// Pages of a VM that are written alike. A VM's memory is a list of classes that together cover it,
/// each occupying its own range of addresses, in the order of the list.
public struct PageClass: Hashable, Sendable {
  /// The class's name, for `explain` and for error messages: `"hot"`.
  public var name: String
  /// How many pages belong to it.
  public var pages: Pages
  /// How the guest writes them.
  public var writes: WriteLaw
  /// How the guest reads them beside: page reads per second over the whole class, each of a page chosen
  /// uniformly. Reading touches a page and does not dirty it; only post-copy asks for touches.
  public var reads: PagesPerSecond
  /// Whether the pages hold nothing but zeroes.
  public var isZero: Bool
  /// The place, among the VM's activities, of the one that scales the rate; `nil` for a steady rate.
  public var activity: Int?

  public init(
    name: String, pages: Pages, writes: WriteLaw, reads: PagesPerSecond = .zero,
    isZero: Bool = false, activity: Int? = nil
  ) {
    self.name = name
    self.pages = pages
    self.writes = writes
    self.reads = reads
    self.isZero = isZero
    self.activity = activity
  }

  /// Touches per second at places chosen at random: what is written so, and what is read.
  package var randomTouches: PagesPerSecond {
    if case .uniform(let rate) = writes { rate + reads } else { reads }
  }
}

/// The law by which a class of pages is written while the VM runs at full speed.
public enum WriteLaw: Hashable, Sendable {
  /// Never.
  case never
  /// A Poisson process of page writes, each to a page chosen uniformly: of N pages written at rate w
  /// for a time t, N(1 - e^(-wt/N)) are dirty.
  case uniform(PagesPerSecond)
  /// Page after page in address order, around and around: min(N, wt) are dirty. `phase` is where the
  /// sweep stands when the migration starts, as a share of the class.
  case sweep(PagesPerSecond, phase: Double)

  /// Page writes per second over the whole class.
  public var rate: PagesPerSecond {
    switch self {
    case .never: .zero
    case .uniform(let rate), .sweep(let rate, _): rate
    }
  }
}

/// How closely a migration's memory is modelled.
public enum MemoryFidelity: String, Hashable, Sendable, CaseIterable {
  /// Expected values, in fractions of pages: what closed forms compute, without chance.
  case fluid
  /// Numbers of pages per class, drawn from the law of independent writes.
  case statistical
  /// Every page by itself, with a real bitmap scanned in its real order: the reference.
  case pages
}
