import Quantities

/// oVirt's migration policies (0000_config.sql; vdsm, migration.py; MigrateVmCommand.java).
extension Preset {
  public static let ovirtLegacy = ovirt(
    "legacy",
    "raises the downtime limit from 101 to 500 ms within 5 passes, and cancels the migration after 44",
    limit: 101,
    [(1, 104), (2, 120), (3, 189), (4, 500), (42, 500)], throttles: false,
    notes: [
      "oVirt's list of limits ends with 500 ms twice: the second time changes nothing",
      "oVirt's cluster or VM sets auto-converge and compression: in Apus, set them in the strategy",
    ])

  public static let ovirtMinimalDowntime = ovirt(
    "minimal-downtime",
    "the default policy: raises the downtime limit from 100 to 500 ms, then cancels the migration",
    limit: 100, ovirtSteps)

  public static let ovirtSuspend = ovirt(
    "suspend",
    "as ovirt-minimal-downtime, but one VM at a time from and to each host, and with a last downtime limit of 5 s",
    limit: 100,
    ovirtSteps + [(0, 5000)], atOnce: 1,
    notes: ["oVirt compresses with XBZRLE: in Apus, set \"xbzrle\" in the strategy"])

  public static let ovirtPostCopy = ovirt(
    "post-copy", "raises the downtime limit from 100 to 200 ms, then starts post-copy", limit: 100,
    [(1, 150), (2, 200)], [.startPostCopy],
    notes: ["a migration that is in post-copy is not cancelled"])

  public static let ovirtVeryLarge = ovirt(
    "very-large",
    "for very large VMs: raises the downtime limit from 300 ms to 5 s, then cancels the migration",
    limit: 300, [(1, 400), (2, 500), (3, 700), (4, 1000), (6, 1500), (0, 5000)], atOnce: 1,
    notes: [
      "oVirt uses parallel connections (multifd, zero copy): in Apus, set \"multifd\" in the strategy"
    ])

  private static let ovirtSteps: [(above: Int, limit: Double)] = [
    (1, 150), (2, 200), (3, 300), (4, 400), (6, 500),
  ]

  /// A policy.
  ///
  /// - Parameters:
  ///   - limit: the first downtime limit, in milliseconds.
  ///   - steps: after more than so many passes, the limit in milliseconds.
  ///   - last: what comes then, before it aborts, one thing at each further look that finds a new pass.
  ///   - atOnce: migrations from, and to, each host.
  private static func ovirt(
    _ name: String, _ summary: String, limit: Double, _ steps: [(above: Int, limit: Double)],
    _ last: [Measure] = [], throttles: Bool = true, atOnce: Int = 2, notes: [String] = []
  ) -> Preset {
    Preset(
      "ovirt-\(name)", "oVirt: \(summary)",
      source: "ovirt-engine 0111fc63, 0000_config.sql; vdsm fd4b0df2, migration.py",
      admission: with(AdmissionRules()) {
        $0.counters = [Counter(.hostOut, atOnce), Counter(.hostIn, atOnce)]
        $0.order = .priority
        $0.placement = .upFront
      },
      rules: with(ManagerRules()) { rules in
        rules.interval = Seconds(10)
        rules.downtimeLimit = .milliseconds(limit)
        rules.rateCap = .shareOfLink(atOnce)
        rules.throttleStep = throttles ? 10 : nil
        rules.steps =
          steps.map { Step(.iteration(above: $0.above), .downtimeLimit(.milliseconds($0.limit))) }
          + (last + [.cancel]).map { Step(.iteration(above: 0), $0) }
      }, notes: notes)
  }
}
