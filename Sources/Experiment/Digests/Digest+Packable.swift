import Foundation

// What digests consist of, as bytes.

extension Verdict: Packable {}
extension ObjectivesSpec.Kind: Packable {}
extension FleetOutcome.Run.Neglect: Packable {}
extension ObjectivesOutcome.Judged: Packable {}

extension ReplicationDigest.Unfinished: Packable {
  func pack(into packer: inout Packer) {
    request.pack(into: &packer)
    ofRequest.pack(into: &packer)
    why.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    self.init(
      request: unpacker.plain(), ofRequest: Optional(from: &unpacker), why: String(from: &unpacker))
  }
}

extension FleetDigest: Packable {
  func pack(into packer: inout Packer) {
    runs.pack(into: &packer)
    movedTwice.pack(into: &packer)
    leastReserve.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    runs = Array(from: &unpacker)
    movedTwice = unpacker.plain()
    leastReserve = unpacker.plain()
  }
}

extension FleetDigest.Run: Packable {
  func pack(into packer: inout Packer) {
    request.pack(into: &packer)
    time.pack(into: &packer)
    effect.pack(into: &packer)
    hasEnded.pack(into: &packer)
    isIdle.pack(into: &packer)
    left.pack(into: &packer)
    isStuck.pack(into: &packer)
    lost.pack(into: &packer)
    unfinished.pack(into: &packer)
    stuck.pack(into: &packer)
    hostsEmpty.pack(into: &packer)
    neglected.pack(into: &packer)
    meetsDeadline.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    self.init(
      request: unpacker.plain(), time: Optional(from: &unpacker),
      effect: Optional(from: &unpacker), hasEnded: Bool(from: &unpacker),
      isIdle: Bool(from: &unpacker), left: unpacker.plain(),
      isStuck: Bool(from: &unpacker), lost: unpacker.plain(), unfinished: unpacker.plain(),
      stuck: Array(from: &unpacker), hostsEmpty: Array(from: &unpacker),
      neglected: Array(from: &unpacker), meetsDeadline: Optional(from: &unpacker))
  }
}

extension FleetDigest.Stuck: Packable {
  func pack(into packer: inout Packer) {
    vm.pack(into: &packer)
    why.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    self.init(vm: unpacker.plain(), why: String(from: &unpacker))
  }
}

extension OutageDigest: Packable {
  func pack(into packer: inout Packer) {
    availability.pack(into: &packer)
    outages.pack(into: &packer)
    for count in [
      hostFailures, warnings, falseWarnings, saved, movedForNothing, caught, missed,
    ] {
      count.pack(into: &packer)
    }
  }

  init(from unpacker: inout Unpacker) {
    availability = Array(from: &unpacker)
    outages = Array(from: &unpacker)
    hostFailures = unpacker.plain()
    warnings = unpacker.plain()
    falseWarnings = unpacker.plain()
    saved = unpacker.plain()
    movedForNothing = unpacker.plain()
    caught = unpacker.plain()
    missed = unpacker.plain()
  }
}

extension LoadDigest: Packable {
  func pack(into packer: inout Packer) {
    shortage.pack(into: &packer)
    moves.pack(into: &packer)
    tried.pack(into: &packer)
    gain.pack(into: &packer)
    imbalance.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    shortage = unpacker.plain()
    moves = unpacker.plain()
    tried = unpacker.plain()
    gain = unpacker.plain()
    imbalance = Optional(from: &unpacker)
  }
}

extension ObjectivesOutcome: Packable {
  func pack(into packer: inout Packer) {
    broken.pack(into: &packer)
    kinds.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    broken = Dictionary(from: &unpacker)
    kinds = Dictionary(from: &unpacker)
  }
}

// Rare, or rarely asked for: as JSON.

extension CutShortError: Packable {
  func pack(into packer: inout Packer) { packer.append(json: self) }
  init(from unpacker: inout Unpacker) { self = unpacker.json() }
}

extension ConsolidationDay: Packable {
  func pack(into packer: inout Packer) { packer.append(json: self) }
  init(from unpacker: inout Unpacker) { self = unpacker.json() }
}

extension Packer {
  fileprivate mutating func append(json value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "never", negativeInfinity: "-never", nan: "none")
    do {
      String(decoding: try encoder.encode(value), as: UTF8.self).pack(into: &self)
    } catch {
      fatalError("what was simulated has no JSON: \(error)")
    }
  }
}

extension Unpacker {
  fileprivate mutating func json<Value: Decodable>() -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "never", negativeInfinity: "-never", nan: "none")
    do {
      return try decoder.decode(Value.self, from: Data(String(from: &self).utf8))
    } catch {
      fatalError("what was packed is no JSON: \(error)")
    }
  }
}
