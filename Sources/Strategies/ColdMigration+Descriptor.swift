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
          "Whether the VM boots, or resumes, at the destination; without it, if it was on."),
        Parameter(
          "parallel", \.isParallel, .flag, "Whether all of its disks are copied at a time."),
        .provisioning(\.options.provisioning),
      ])
  }
}

extension ColdMigration.Costs {
  fileprivate static var parameters: [Parameter<Self>] {
    [
      Parameter(
        "shutdown", \.shutdown, .randomTime,
        "An orderly shutdown of the guest, which works on until its end."),
      Parameter(
        "shutdownTimeout", \.shutdownTimeout, .time(.positive),
        "How long to wait for a guest that does not shut down; then the migration fails."),
      Parameter(
        "perStream", \.perStream, .rate(),
        "What one copy moves at most, whatever the network carries. MTV moved one VM at 100 MiB/s, and Gigabit Ethernet is known to be filled."
      ),
      Parameter("configuration", \.configuration, .data(), "Size of the configuration file."),
      Parameter("nvram", \.nvram, .data(), "Size of the firmware's variables."),
      Parameter("logs", \.logs, .data(), "Size of the logs."),
      Parameter(
        "descriptor", \.descriptor, .data(), "Size of the descriptor of each disk."),
      Parameter(
        "perFile", \.perFile, .time(), "Opening, creating and closing a file at both ends."),
      Parameter(
        "registration", \.registration, .randomTime,
        "Rewriting paths and registering the VM at the destination."),
      Parameter("removalPerFile", \.removalPerFile, .time(), "Deleting one old file."),
      Parameter("boot", \.boot, .randomTime, "From power-on until the guest serves again."),
      Parameter(
        "resume", \.resume, .randomTime,
        "From power-on until a VM that was suspended to disk goes on."),
    ]
  }
}
