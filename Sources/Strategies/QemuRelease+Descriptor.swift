import Quantities
import Seam

extension QemuRelease {
  /// The release's engine.
  public var descriptor: PreCopyDescriptor {
    PreCopyDescriptor(
      name: rawValue, summary: summary, source: "QEMU, migration/migration.c and migration/ram.c",
      costs: StageCosts(logTeardown: .kvm, perStream: QemuStream.ceiling),
      form: Form(
        liftedSettings, parameters,
        rules: [Self.oneAid, Self.oneFormat, Self.zeroPages]
          + (compressesInChannels ? [Self.channels] : [methods])
          + (hasTailslow ? [] : [Self.tailslow]))
    ) { Qemu(self, settings: $0) }
  }

  private var summary: String {
    let limit = settings.downtimeLimit
    let cap = settings.maximumBandwidth
    return switch self {
    case .qemu11:
      "QEMU 11: reads the bitmap when the rest could be sent within \(limit), and every \(autoConverge.forcedReads ?? .zero) of a throttled guest; its own cap of \(cap) is lifted, as by libvirt"
    case .qemu8_2:
      "as qemu-11, without reads for a throttled guest's sake; what is left must be below the limit, not at it"
    case .qemu7_2: "as qemu-8.2, without dirtyLimit, which came with 8.1"
    case .qemu4_2: "as qemu-7.2; its own cap, also lifted, is \(cap), as until 5.1"
    case .qemu2_0: "as qemu-4.2, with a downtime limit of \(limit)"
    }
  }

  /// QEMU's own cap, which libvirt lifts.
  private var ownCap: BytesPerSecond { settings.maximumBandwidth }
  /// Whether the release can limit what each vCPU dirties (since 8.1).
  private var limitsVCPUs: Bool { self == .qemu8_2 || self == .qemu11 }
  /// Whether only the channels of multifd compress (since 9.1).
  private var compressesInChannels: Bool { self == .qemu11 }
  /// Whether it sends over several channels (since 4.0).
  private var hasChannels: Bool { self != .qemu2_0 }
  /// Whether the channels compress, by zlib or zstd (since 5.0); before, one stream does, by zlib.
  private var hasCompressingChannels: Bool { hasChannels && self != .qemu4_2 }
  /// Whether auto-converge may take smaller steps (since 5.1).
  private var hasTailslow: Bool { self != .qemu2_0 && self != .qemu4_2 }

  // MARK: Parameters

  private var parameters: [Parameter<QemuSettings>] {
    var parameters = convergence
    if limitsVCPUs { parameters.append(Self.dirtyLimit) }
    parameters.append(Self.xbzrle)
    if hasChannels { parameters.append(Self.multifd) }
    return parameters + Self.costs
  }

  /// When the live part ends, and what makes it end.
  private var convergence: [Parameter<QemuSettings>] {
    [
      .downtimeLimit(\.downtimeLimit),
      Parameter(
        "maximumBandwidth", \.maximumBandwidth, .rate(),
        "The highest rate at which QEMU sends while the VM runs; stop-and-copy has no cap. Without this key, nothing is capped, as under libvirt. QEMU's own cap is \(Self.qemu11.ownCap), or \(Self.qemu4_2.ownCap) in qemu-4.2 and qemu-2.0."
      ),
      Parameter(
        "autoConverge", \.autoConverge, .autoConverge(asIn: self),
        self == .qemu2_0
          ? "Slow the guest down to 27 % once it has dirtied too much six times; step by step if \"initial\", \"increment\" or \"maximum\" is changed."
          : "Slow the guest down step by step while it dirties too much."),
    ]
  }

  /// What pages cost, and what else is sent or done.
  private static let costs: [Parameter<QemuSettings>] = [
    .compression(\.compression),
    Parameter(
      "zeroPageTime", \.costs.zeroPage, .time(),
      "The time to find that a page is all zeroes, in a migration of one channel."),
    .bitmapTimePerGiB(\.bitmapTimePerGiB),
    Parameter(
      "firmware", \.firmware, .firmware, "The pages of BIOS, option ROMs and tables."),
    Parameter(
      "stall", \.stall, .stall,
      "An operator stops the VM when its migration stalls; without it, nobody does."),
  ]

  private static let dirtyLimit = Parameter(
    "dirtyLimit", \QemuSettings.dirtyLimit, .dirtyLimit, "Limit what each vCPU dirties.")

  private static let xbzrle = Parameter(
    "xbzrle", \QemuSettings.delta, .xbzrle,
    "From its second visit on, only the changes of a page are sent.")

  private static let multifd = Parameter(
    "multifd", \QemuSettings.multifd, .multifd,
    "Pages are sent in packets of 128 over several channels.")

  // MARK: Rules

  private static let oneAid = Rule<QemuSettings>("dirtyLimit", "autoConverge") { _, given in
    Complaint(
      unless: !given.contains("dirtyLimit") || !given.contains("autoConverge"),
      "dirty-limit and auto-converge exclude each other", "remove one of them")
  }

  private static let oneFormat = Rule<QemuSettings>("multifd", "xbzrle") { settings, _ in
    Complaint(
      unless: settings.multifd == nil || settings.delta == nil, "multifd cannot send changes",
      "remove \"multifd\" or \"xbzrle\"")
  }

  private static let zeroPages = Rule<QemuSettings>("zeroPageTime", restsOn: ["multifd"]) {
    settings, given in
    Complaint(
      unless: settings.multifd == nil || !given.contains("zeroPageTime"),
      "has no effect with \"multifd\"", "write \"multifd\": { \"zeroCheck\": \"0.1 us\" }")
  }

  private static let channels = Rule<QemuSettings>("compression", restsOn: ["multifd"]) {
    settings, _ in
    Complaint(
      unless: settings.compression == nil || settings.multifd != nil,
      "QEMU has compressed only in multifd's channels since 9.1", "add \"multifd\": {}")
  }

  /// What a release before 9.1 cannot compress with, or where.
  private var methods: Rule<QemuSettings> {
    let (hasCompressingChannels, rawValue) = (hasCompressingChannels, rawValue)
    return Rule("compression", restsOn: ["multifd"]) { settings, given in
      guard let method = Compression.method(in: given["compression"]) else { return nil }
      let byZlib = "write \"method\": \"zlib\""
      if method == "qatzip" {
        return Complaint(
          "qatzip came with QEMU 9.2", "\(byZlib), or the engine \"qemu-11\" with \"multifd\": {}")
      }
      if hasCompressingChannels {
        return Complaint(
          unless: method == "zlib" || settings.multifd != nil,
          "\(rawValue) compresses by \(method) in multifd's channels only",
          "\(byZlib), or add \"multifd\": {}")
      }
      guard method == "zlib" else {
        return Complaint(
          "\(method) came with QEMU 5.0",
          "\(byZlib), or the engine \"qemu-7.2\" with \"multifd\": {}")
      }
      return Complaint(
        unless: settings.multifd == nil, "multifd's channels have compressed since QEMU 5.0",
        "remove \"multifd\" or \"compression\", or write the engine \"qemu-7.2\"")
    }
  }

  private static let tailslow = Rule<QemuSettings>("autoConverge") { _, given in
    guard case .group(let aid)? = given["autoConverge"] else { return nil }
    return Complaint(
      unless: !aid.contains("tailslow"), "\"tailslow\" came with QEMU 5.1",
      "remove \"tailslow\", or write the engine \"qemu-7.2\"")
  }
}

/// Where the parameters of QEMU's engines are kept.
extension QemuSettings {
  fileprivate var autoConverge: AutoConverge? {
    get { if case .autoConverge(let aid) = convergence { aid } else { nil } }
    set { convergence = newValue.map(Convergence.autoConverge) ?? .wait }
  }
  fileprivate var dirtyLimit: DirtyLimit? {
    get { if case .dirtyLimit(let aid) = convergence { aid } else { nil } }
    set { convergence = newValue.map(Convergence.dirtyLimit) ?? .wait }
  }
  fileprivate var bitmapTimePerGiB: Seconds {
    get { costs.bitmapPerPage.perGiB }
    set { costs.bitmapPerPage = newValue.perPage }
  }
}
