/// The scenarios that `apus init` writes: small, complete, and made to be changed.
public enum Starter: String, CaseIterable, Sendable {
  case migration, drain, upgrade

  /// Those that must be asked for, as a list.
  public static let names = "drain or upgrade"

  /// The scenario of a single migration.
  public static let text = Starter.migration.text

  /// The scenario's text.
  public var text: String {
    switch self {
    case .migration: Self.migrationText
    case .drain: Self.drainText
    case .upgrade: Self.upgradeText
    }
  }

  private static let migrationText = """
    {
      "format": 1,
      "question": "How long is the downtime of a busy 4 GiB web server that moves over 1 GbE?",
      "hosts": [
        { "name": "a", "memory": "64 GiB" },
        { "name": "b", "memory": "64 GiB" }
      ],
      "network": {
        "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s", "latency": "0.1 ms" } ]
      },
      "storage": [ { "name": "san", "shared": true } ],
      "vms": [
        {
          "name": "web", "host": "a", "memory": "4 GiB",
          "writes": { "hot": { "size": "64 MiB", "rate": "10000 writes/s" } }
        }
      ],
      "requests": [ { "at": "10 s", "migrate": "web", "to": "b" } ],
      "strategies": {
        "xen": { "preCopy": { "engine": "xen-modern" } },
        "cold": { "cold": {} }
      },
      "replications": 30,
      "seed": 1
    }

    """
}
