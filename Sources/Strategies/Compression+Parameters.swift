import Quantities
import Seam

extension Domain where Value == Compression {
  /// A method, and what differs from its usual numbers.
  static var compression: Domain {
    let choices = Domain<Compression.Choice>.group("Compressing pages.", Compression.Choice.form)
    return Domain(
      kind: choices.kind, read: { choices.read($0)?.compression },
      write: { choices.write(Compression.Choice(of: $0)) })
  }
}

extension Compression {
  /// The method that a setting asks for, by its name; `nil` where nothing is compressed.
  static func method(in setting: Setting?) -> String? {
    guard case .group(let given)? = setting else { return nil }
    return if case .choice(let name)? = given["method"] { name } else { Choice().method.rawValue }
  }

  /// Compression as somebody asks for it. What is not given is the method's.
  fileprivate struct Choice {
    var method = Method.usual
    var threads: Int?
    var ratio: Double?
    var speedPerThread: BytesPerSecond?
    var together: BytesPerSecond?

    init() {}

    init(of compression: Compression) {
      threads = compression.threads
      ratio = compression.ratio
      speedPerThread = compression.speedPerThread
      together = compression.together.isFinite ? compression.together : nil
    }

    var compression: Compression {
      var compression = method.numbers
      compression.threads = threads ?? compression.threads
      compression.ratio = ratio ?? compression.ratio
      compression.speedPerThread = speedPerThread ?? compression.speedPerThread
      compression.together = together ?? compression.together
      return compression
    }

    static let form = Form(
      Choice(),
      [
        Parameter(
          "method", \.method, .choice("a method"),
          "The method of compression, which decides ratio and speed."),
        Parameter(
          "threads", \.threads, .count(1...255),
          "The number of threads that compress (\(usual { "\($0.threads)" })). With multifd, the channels compress: give the number of channels."
        ),
        Parameter(
          "ratio", \.ratio, .number(.above(0, upTo: 2)),
          "The compressed size of a page, as a share of its content (\(usual { "\($0.ratio)" }))."),
        Parameter(
          "speedPerThread", \.speedPerThread, .rate(),
          "The data rate that one thread compresses (\(usual { "\($0.speedPerThread)" }))."),
        Parameter(
          "together", \.together, .rate(),
          "The highest data rate that all threads compress together. Without it, 5.3 GB/s for qatzip, which the accelerator reached with eight channels, and no limit for others."
        ),
      ])

    /// One of the methods' numbers, in words.
    private static func usual(_ number: (Compression) -> String) -> String {
      Method.allCases.map { "\($0.rawValue): \(number($0.numbers))" }.joined(separator: ", ")
    }
  }

  /// How pages are compressed.
  public enum Method: String, CaseIterable, Sendable {
    case zlib, zstd, qatzip

    /// The method where nobody says.
    public static let usual = Method.zstd

    /// What it does to pages.
    public var numbers: Compression {
      switch self {
      case .zlib: .zlib()
      case .zstd: .zstd()
      case .qatzip: .qatzip()
      }
    }
  }
}
