import Datacenter
import Experiment
import Glibc
import Quantities
import Strategies

/// A guest as one replication has it, with what its description leaves open drawn.
struct DrawnGuest: Sendable {
  /// Its memory.
  var classes: [PageClass]
  /// Busy and calm times; `nil` for a steady guest.
  var onOff: (busy: Seconds, calm: Seconds)?
  /// What is left of a page when what has changed in it is encoded.
  var encodedPage = Bytes(7)
  /// The cache for encoding where none is given; `nil` leaves it to the engine.
  var usualCache: Bytes?
  /// What share of a throttle its writes feel.
  var throttleResponse = 1.0
  /// What its pages compress to, and how fast.
  var compression = Compression.zlib()
  /// What the stages around the copy take.
  var costs = Guest.bareCosts
  /// What the engine's limit lets pass, if that is not what it says: the QEMU of a real guest is taken to
  /// count pages against it without their headers, as measured migrations show.
  var rateCap: BytesPerSecond?
  /// What finding out that a page is empty takes; `nil` leaves it to the engine.
  var zeroPage: Seconds?
  /// When an operator gives up waiting.
  var stall: QemuSettings.Stall?
}

extension DrawnGuest {
  /// Leaves to the engine what benches have of their own, as a scenario does, and draws what is known of
  /// hosts within bounds only: finding a page empty, and the most that ending the log of writes takes.
  ///
  /// - Parameter own: independent numbers from 0 to 1, as many as a guest of a bench takes.
  fileprivate mutating func moveToMachineInUse(costs: StageCosts, drawing own: [Double]) {
    self.costs = costs
    if costs.logTeardown == .kvm {
      let known = LogTeardown.knownMost
      self.costs.logTeardown.atMost =
        known.lowerBound + (known.upperBound - known.lowerBound) * own[1]
    }
    throttleResponse = AutoConverge().response
    rateCap = nil
    usualCache = nil
    // Half to twice what the engine takes it to be, as on the hosts that were measured.
    zeroPage = QemuSettings.Costs().zeroPage * pow(4, own[7] - 0.5)
  }
}

extension MigrationCase {
  /// How many independent numbers a draw takes.
  static let dimensions = FamilyParameters.dimensions + RealGuest.dimensions

  /// How many this one takes: more where pages are compressed, and one more where the dirty rate is drawn, too.
  var dimensions: Int {
    Self.dimensions + (technique == .compress ? RealGuest.dimensionsOfCompression : 0)
      + (guest.writes == .unknown ? 1 : 0)
  }

  /// What the guest is like in one replication.
  ///
  /// - Parameter latents: independent numbers from 0 to 1.
  func draw(_ latents: ArraySlice<Double>) -> DrawnGuest {
    var drawn =
      switch guest.writes {
      case .measured(let rate, let window):
        RealGuest(self, rate: rate, window: window).draw(latents)
      case .unknown:
        RealGuest(self, rate: unknownRate(latents.last!), window: Seconds(1))
          .draw(latents.dropLast())
      case .streams(let streams):
        DrawnGuest(
          classes: guest.classes(of: streams, phases: latents),
          encodedPage: Bytes(Double(streams.map(\.encoded).max() ?? 7)),
          compression: (compression ?? Self.usualCompression).numbers,
          zeroPage: Self.zeroPage(latents.last!))
      }
    if machine != .bench {
      drawn.moveToMachineInUse(
        costs: usualCosts, drawing: Array(latents.dropFirst(FamilyParameters.dimensions)))
    }
    return drawn
  }
}

extension MigrationCase {
  /// Finding out that a page is empty. QEMU 7.2 took 0.36 us where three quarters of 1 GiB were empty and
  /// 0.11 us where 98 % of 512 MiB were, and the cause is not known: from 0.1 to 0.4 us, evenly on a
  /// logarithmic scale.
  ///
  /// - Parameter luck: a number from 0 to 1.
  private static func zeroPage(_ luck: Double) -> Seconds { .microseconds(0.1 * pow(4, luck)) }

  /// The dirty rate of any guest of this size.
  ///
  /// - Parameter luck: a number from 0 to 1.
  private func unknownRate(_ luck: Double) -> PagesPerSecond {
    let rates = UsualDirtyRates.of(memory: guest.memory - guest.zero)
    return rates[min(Int(luck * Double(rates.count)), rates.count - 1)]
  }
}

extension Guest {
  /// Streams lie one behind the other from 16 MiB on, if there is room; what no stream writes has
  /// content, but for the first 1.3 MiB, which PCs leave to the firmware, and for the zero pages.
  fileprivate func classes(of streams: [Stream], phases: ArraySlice<Double>) -> [PageClass] {
    let used = memory - zero
    let written = streams.reduce(Pages.zero) { $0 + $1.workingSet }
    let below = min(Bytes.mebibytes(16).pages, used - written)
    let empty = min(Pages(326), below)
    var classes = [
      PageClass(name: "empty", pages: empty, writes: .never, isZero: true),
      PageClass(name: "low", pages: below - empty, writes: .never),
    ]
    for (number, (stream, phase)) in zip(streams, phases).enumerated() {
      let law: WriteLaw =
        stream.writes == .zero
        ? .never
        : stream.pattern == .uniform
          ? .uniform(stream.writes) : .sweep(stream.writes, phase: phase)
      classes.append(
        PageClass(name: "stream\(number)", pages: stream.workingSet, writes: law))
    }
    classes.append(PageClass(name: "idle", pages: used - written - below, writes: .never))
    classes.append(PageClass(name: "zero", pages: zero, writes: .never, isZero: true))
    return classes.filter { $0.pages > .zero }
  }
}

extension Guest {
  /// What the stages around the copy take of QEMU with a VM that has no devices, measured from the stop
  /// at the source to the run at the destination: 2.5 ms beside the memory, and 2 ms of set-up.
  static let bareCosts = StageCosts(
    reservation: .constant(.milliseconds(2)), suspendLatency: .constant(.zero),
    deviceState: .kibibytes(4), commitment: .constant(.milliseconds(1)),
    activation: .constant(.milliseconds(1.5)), roundTrips: 0)
}

extension Guest.Stream {
  /// Bytes that a page takes when its change is encoded: 4 for each changed word and 3 for where they
  /// lie, of which a counter's upper bytes, which stay, save 4 (2 words were measured to take 6 to 8).
  fileprivate var encoded: Int { min(4 * words - 1, 4096) }
}
