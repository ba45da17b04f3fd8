internal import CGSL

/// A stream of random numbers with a name of its own.
///
/// The stream is a pure function of four words: the seed of the experiment, what the stream is for,
/// which entity it belongs to, and the replication. Streams that differ in any of them are
/// independent and never overlap; streams that agree in all of them are equal. So an entity draws
/// the same numbers whatever else the simulation does, and compared runs share what they should.
///
/// The generator is Philox4x64-10, whose key is (seed, hash of name and entity) and whose counter
/// holds the replication. A draw takes a few nanoseconds and allocates nothing; opening a stream
/// allocates some 100 bytes, which its end of life returns.
///
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC '11.
public struct RandomStream: ~Copyable, @unchecked Sendable {
  // Sendable by ownership: the one owner of the stream is the only one who knows these pointers.
  let generator: UnsafeMutablePointer<gsl_rng>
  private let state: UnsafeMutablePointer<apus_philox>

  /// Opens a stream at its beginning.
  ///
  /// - Parameters:
  ///   - seed: names the experiment.
  ///   - name: what the numbers are for: `"arrivals"`.
  ///   - entity: whose they are: the name of a VM or a host.
  ///   - replication: which repetition of the experiment this is.
  public init(seed: UInt64, name: String, entity: String = "", replication: UInt64) {
    self.init(RandomName(seed: seed, name: name, entity: entity, replication: replication))
  }

  /// Opens the stream of a name at its beginning.
  public init(_ name: RandomName) {
    self.init()
    apus_philox_seek(state, name.seed, name.key, name.replication)
  }

  /// A stream that stands nowhere yet.
  private init() {
    precondition(GSL.handlerIsOff)
    guard let generator = apus_stream_open() else {
      preconditionFailure("no memory for a random stream")
    }
    self.generator = generator
    state = generator.pointee.state.assumingMemoryBound(to: apus_philox.self)
  }

  /// A stream that goes on from where this one stands, on its own.
  public borrowing func copy() -> RandomStream {
    let copy = RandomStream()
    copy.state.pointee = state.pointee
    return copy
  }

  deinit { apus_stream_close(generator) }

  /// 64 random bits.
  public mutating func next() -> UInt64 { apus_philox_next(state) }

  /// A number from 0 up to, not including, 1: each multiple of 2^-53 is equally likely.
  public mutating func uniform() -> Double { apus_philox_uniform(state) }
}
