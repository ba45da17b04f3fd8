extension StrategyDescriptor {
  public static let cold = StrategyDescriptor(
    key: "cold", title: "Cold",
    summary: "the VM is powered off, its files are copied, and it boots again",
    text: "The VM is powered off, its files are copied, and it boots at the destination.",
    details:
      "Cold migration. Files on storage that the destination reaches stay where they are.",
    disks: .moveOff,
    ingredients: .settings(ColdMigration.Plan.form.description, costs: nil) { given, _ in
      ColdMigration.Plan.form.value(given).strategy
    },
    examples: { [ColdMigration()] })
}

extension ColdMigration {
  /// A cold migration that has not been asked for.
  fileprivate struct Plan {
    var costs = Costs()
    var boots: Bool?
    var isParallel = false
    var options = StorageOptions()

    var strategy: ColdMigration {
      ColdMigration(costs: costs, boots: boots, isParallel: isParallel, options: options)
    }

    static let form = Form(
      Plan(),
      Costs.parameters.map { $0.of(\.costs) } + [
        Parameter(
          "powerOn", \.boots, .flag,
          "Whether the VM boots, or resumes, at the destination. Without it, the VM does so if it was on."
        ),
        Parameter(
          "parallel", \.isParallel, .flag, "Whether all disks of a VM are copied at the same time."),
        .provisioning(\.options.provisioning),
      ])
  }
}

extension ColdMigration.Costs {
  fileprivate static var parameters: [Parameter<Self>] {
    [
      Parameter(
        "shutdown", \.shutdown, .randomTime,
        "The time of an orderly shutdown of the guest, which works until the shutdown ends."),
      Parameter(
        "shutdownTimeout", \.shutdownTimeout, .time(.positive),
        "How long to wait for a guest that does not shut down. After that the migration fails."),
      Parameter(
        "perStream", \.perStream, .rate(),
        "The highest rate of one copy, whatever the network carries. Red Hat's Migration Toolkit for Virtualization moved one VM at 100 MiB/s; copies are known to fill Gigabit Ethernet."
      ),
      Parameter("configuration", \.configuration, .data(), "The size of the configuration file."),
      Parameter("nvram", \.nvram, .data(), "The size of the file of firmware variables."),
      Parameter("logs", \.logs, .data(), "The size of the log files."),
      Parameter(
        "descriptor", \.descriptor, .data(), "The size of the descriptor of each disk."),
      Parameter(
        "perFile", \.perFile, .time(), "The time to open, create and close a file at both ends."),
      Parameter(
        "registration", \.registration, .randomTime,
        "The time to rewrite paths and register the VM at the destination."),
      Parameter("removalPerFile", \.removalPerFile, .time(), "The time to delete one old file."),
      Parameter(
        "boot", \.boot, .randomTime, "The time from power-on until the guest serves again."),
      Parameter(
        "resume", \.resume, .randomTime,
        "The time from power-on until a VM that was suspended to disk continues."),
    ]
  }
}
