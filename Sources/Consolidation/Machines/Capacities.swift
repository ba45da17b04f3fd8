public import Quantities

/// What a host has to give.
public struct HostCapacity: Hashable, Sendable {
  public var cores: Int
  /// The speed of one core, in millions of instructions per second.
  public var coreSpeed: Double
  public var memory: Bytes
  public var power: PowerModel

  public init(cores: Int, coreSpeed: Double, memory: Bytes, power: PowerModel) {
    self.cores = cores
    self.coreSpeed = coreSpeed
    self.memory = memory
    self.power = power
  }

  /// The speed of all cores together.
  public var speed: Double { coreSpeed * Double(cores) }
}

/// What a VM may ask for.
public struct VMCapacity: Hashable, Sendable {
  /// The speed of its one core when all of it is asked for, in millions of instructions per second.
  public var speed: Double
  public var memory: Bytes

  public init(speed: Double, memory: Bytes) {
    self.speed = speed
    self.memory = memory
  }
}
