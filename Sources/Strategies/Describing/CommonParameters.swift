import Quantities
import Seam

/// Parameters that several engines have in common.
extension Parameter {
  static func maximumRounds(
    _ place: any WritableKeyPath<Subject, Int> & Sendable, _ text: String = "Live rounds at most."
  ) -> Parameter {
    Parameter("maximumRounds", place, .count(1...Engines.mostRounds), text)
  }

  static func downtimeLimit(_ place: any WritableKeyPath<Subject, Seconds> & Sendable) -> Parameter
  {
    Parameter("downtimeLimit", place, .time(), "What is left may take this long to send.")
  }

  static func bitmapTimePerGiB(
    _ place: any WritableKeyPath<Subject, Seconds> & Sendable
  ) -> Parameter {
    Parameter(
      "bitmapTimePerGiB", place, .time(), "The time to read the dirty bitmap, per GiB of memory.")
  }

  static func compression(
    _ place: any WritableKeyPath<Subject, Compression?> & Sendable
  ) -> Parameter {
    Parameter(
      "compression", place, .compression,
      "Pages are compressed; a page takes the longer of link and threads.")
  }
}

extension Parameter where Subject: DiskMover {
  /// What every copy of disks has.
  static func copy(_ place: any WritableKeyPath<Subject, DiskCopy> & Sendable) -> [Parameter] {
    let parameters: [Parameter<DiskCopy>] = [
      Parameter<DiskCopy>(
        "speed", \.speed, .rate(),
        "The rate limit of the copy job itself, kept in slices of 100 ms; without it, there is none."
      ),
      Parameter<DiskCopy>(
        "granularity", \.granularity, .data(.within(512...0x1p30)),
        "The size of a block: blocks are marked dirty and copied as a whole."),
    ]
    return parameters.map { $0.of(place) }
  }

  static func parallel(_ place: any WritableKeyPath<Subject, Bool> & Sendable) -> Parameter {
    Parameter("parallel", place, .flag, "Whether all disks are copied at the same time.")
  }

  static func downtimeGoal(_ place: any WritableKeyPath<Subject, Seconds> & Sendable) -> Parameter {
    Parameter(
      "downtimeGoal", place, .time(),
      "The live passes end when what is left takes at most this long to copy.")
  }
}

extension Seconds {
  /// What takes this long per page, per GiB of memory.
  var perGiB: Seconds { self * Double(Bytes.gibibytes(1).pages.count) }
  /// What takes this long per GiB of memory, per page.
  var perPage: Seconds { self / Double(Bytes.gibibytes(1).pages.count) }
}
