import Randomness

/// A random stream as a value: it may be part of what is copied, and a copy draws the same numbers as
/// its original without disturbing it.
///
/// The stream is opened when somebody first draws from it, for most migrations in a fleet draw nothing. It
/// is copied when one of two holders draws.
struct RandomSource: Sendable {
  private final class Box: @unchecked Sendable {
    // Only a value that holds the box alone draws from it, so that no two threads ever do, and no two
    // accesses overlap.
    @exclusivity(unchecked) var stream: RandomStream
    init(_ stream: consuming RandomStream) { self.stream = stream }
  }

  /// Whose stream it is: a VM's, in an arm, for a migration by its number.
  private let key: World.RandomnessKey
  private let vm: String
  private let number: Int
  private var box: Box?

  /// The stream of one migration of a VM.
  init(_ key: World.RandomnessKey, vm: String, migration number: Int) {
    self.key = key
    self.vm = vm
    self.number = number
  }

  /// The stream, to draw from.
  var stream: RandomStream {
    @inline(__always) mutating _read {
      own()
      yield box!.stream
    }
    @inline(__always) _modify {
      own()
      yield &box!.stream
    }
  }

  /// A number from 0 up to, not including, 1, which is the migration's own: the same whenever it is asked for.
  /// It takes nothing from the stream.
  var portion: Double {
    var numbers = PlacedUniforms(of: name, track: 1, place: 0)
    return numbers.next()
  }

  /// Its name: the entity is `arm/vm/number`.
  private var name: RandomName {
    RandomName(seed: key.seed, name: "migration", replication: key.replication) {
      $0.append(key.arm)
      $0.append("/")
      $0.append(vm)
      $0.append("/")
      $0.append(UInt(number))
    }
  }

  /// Sees to it that the stream is open, and nobody else's.
  private mutating func own() {
    if isKnownUniquelyReferenced(&box) { return }
    if let box {
      self.box = Box(box.stream.copy())
    } else {
      box = Box(RandomStream(name))
    }
  }
}
