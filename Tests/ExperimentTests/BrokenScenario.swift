import Testing

@testable import Experiment

/// A scenario with one thing wrong, and what must be said about it.
struct Broken: CustomTestStringConvertible {
  let testDescription: String
  let text: String
  let line: Int?
  let path: String?
  let problem: String
  let remedy: String

  /// A text of its own.
  init(
    _ name: String, text: String, line: Int?, at path: String?, _ problem: String, _ remedy: String
  ) {
    testDescription = name
    self.text = text
    self.line = line
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// The sound scenario with one of its parts replaced.
  init(
    _ name: String, _ part: String, _ replacement: String, line: Int?, at path: String?,
    _ problem: String, _ remedy: String
  ) {
    let text = Self.sound.replacing(part, with: replacement, maxReplacements: 1)
    precondition(text != Self.sound, "there is no \(part)")
    self.init(name, text: text, line: line, at: path, problem, remedy)
  }
}

extension Broken {
  static let sound = """
    {
      "format": 1,
      "hosts": [
        { "name": "a", "memory": "64 GiB", "cpu": { "vendor": "intel", "features": ["avx2"] } },
        { "name": "node-{}", "count": 2, "memory": "64 GiB" }
      ],
      "network": {
        "switches": ["tor"],
        "links": [
          { "between": ["a", "tor"], "bandwidth": "10 Gbit/s", "latency": "0.1 ms" },
          { "between": ["node-*", "tor"], "bandwidth": "10 Gbit/s" }
        ]
      },
      "storage": [
        { "name": "san", "shared": true, "capacity": "1 TiB" },
        { "name": "ssd", "host": "a", "capacity": "100 GiB" }
      ],
      "vms": [
        {
          "name": "web", "host": "a", "memory": "4 GiB",
          "disks": [ { "size": "20 GiB" } ],
          "writes": { "hot": { "size": "64 MiB", "rate": "10000 writes/s" } }
        },
        { "name": "batch-{}", "count": 2, "host": "node-{}", "memory": "8 GiB" }
      ],
      "requests": [
        { "at": "10 s", "migrate": "web", "to": "node-1" },
        { "at": "20 s", "migrate": "batch-*", "to": ["a"], "strategy": "xen" }
      ],
      "strategies": {
        "xen": { "preCopy": { "engine": "xen-modern" } },
        "cold": { "cold": {} }
      },
      "replications": 3,
      "until": "2 h"
    }

    """
}
