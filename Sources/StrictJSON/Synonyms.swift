/// Words of the field that mean the same: what somebody writes who has not seen the schema.
enum Synonyms {
  /// In small letters; of several meanings the first that fits counts.
  private static let meanings: [String: [String]] = [
    "cpus": ["cores", "vcpus"], "processors": ["cores", "vcpus"], "ram": ["memory"],
    "lag": ["latency"], "rtt": ["latency"], "ping": ["latency"],
    "speed": ["bandwidth"], "throughput": ["bandwidth"], "readrate": ["readBandwidth"],
    "writerate": ["writeBandwidth"], "from": ["between", "host"], "ends": ["between"],
    "servers": ["hosts"], "nodes": ["hosts"], "hypervisors": ["hosts"], "on": ["host"],
    "node": ["host"], "server": ["host"], "guests": ["vms"], "machines": ["vms"],
    "instances": ["vms"], "datastores": ["storage"], "migrations": ["requests"],
    "moves": ["requests"], "jobs": ["requests"], "move": ["migrate"], "vm": ["migrate"],
    "guest": ["migrate"], "drain": ["evacuate"], "destination": ["to"], "target": ["to"],
    "dst": ["to"], "time": ["at"], "when": ["at"], "start": ["at"], "runs": ["replications"],
    "repetitions": ["replications"], "samples": ["replications"], "randomseed": ["seed"],
    "failures": ["faults"], "description": ["question"], "dirtyrate": ["rate"],
    "hypervisor": ["engine"], "maxbandwidth": ["maximumBandwidth"],
    "max_bandwidth": ["maximumBandwidth"], "downtime": ["downtimeLimit"],
    "live": ["preCopy"], "precopy": ["preCopy"], "offline": ["cold"], "off": ["cold"],
    "block": ["sharedNothing"], "suspend": ["stopAndCopy"], "gaussian": ["normal"],
    "sd": ["deviation"], "sigma": ["deviation"], "std": ["deviation"], "min": ["low"],
    "max": ["high"], "poisson": ["exponential"],
  ]

  /// What a word means among some candidates.
  static func of(_ word: String, in candidates: some Sequence<String>) -> String? {
    guard let meanings = meanings[word.lowercased()] else { return nil }
    return meanings.first { candidates.contains($0) }
  }
}

extension Array where Element: Hashable {
  /// Each element once, where it stands first.
  var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
