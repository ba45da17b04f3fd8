internal import Quantities

/// Reads what `virsh` prints about one host or several: `nodeinfo`, `capabilities`, `domstats` with
/// `--dirtyrate`, `dumpxml` and `domjobinfo --completed`.
///
/// None of these texts names its host: the folder that a file lies in does, or what its name begins
/// with. The format is that of virsh's manual page (libvirt, docs/manpages/virsh.rst).
struct Libvirt {
  private var hosts: [String: HostTexts] = [:]
  private var order: [String] = []
  private var history: [Estate.PastMigration] = []

  /// The texts that are told apart.
  enum Kind: String, CaseIterable, Sendable {
    case nodeinfo, capabilities, domstats, dumpxml, domjobinfo
  }

  /// What one host's texts say.
  struct HostTexts {
    var host: Estate.Host
    /// What domstats says of each domain, by its name.
    var domains: [String: DomainStatistics] = [:]
    var order: [String] = []
    /// What dumpxml says.
    var descriptions: [String: DomainDescription] = [:]
  }

  var isEmpty: Bool { order.isEmpty && history.isEmpty }

  /// What kind of text this is, if it is one of virsh's.
  static func kind(of text: [UInt8]) -> Kind? {
    let start = text.prefix(4096)
    if start.holds("Domain: '") { return .domstats }
    if start.holds("CPU model:"), start.holds("Memory size:") { return .nodeinfo }
    if start.holds("Job type:") { return .domjobinfo }
    if start.holds("<capabilities") { return .capabilities }
    if start.holds("<domain ") || start.holds("<domain>") { return .dumpxml }
    return nil
  }

  mutating func add(_ text: [UInt8], _ kind: Kind, file: String, _ log: inout ImportLog) {
    do throws(ImportError) {
      if kind == .domjobinfo {
        let past = try JobInformation(text, file: file).migration
        // A domain of which no job is known.
        if !["none", "0"].contains(past.status.lowercased()) { history.append(past) }
        return
      }
      let name = Self.host(of: file, kind)
      if hosts[name] == nil {
        hosts[name] = HostTexts(host: Estate.Host(name))
        order.append(name)
      }
      switch kind {
      case .nodeinfo: try hosts[name]!.readNodeInfo(text, file: file)
      case .capabilities: try hosts[name]!.readCapabilities(text, file: file)
      case .domstats:
        for domain in try DomainStatistics.all(in: text, file: file, &log) {
          if hosts[name]!.domains[domain.name] == nil { hosts[name]!.order.append(domain.name) }
          hosts[name]!.domains[domain.name] = domain
        }
      case .dumpxml:
        for text in Self.descriptions(in: text) {
          let domain = try DomainDescription(text, file: file)
          hosts[name]!.descriptions[domain.name] = domain
        }
      case .domjobinfo: break
      }
    } catch {
      log.report(error)
    }
  }

  /// The descriptions in a text: of several domains they may stand one after the other.
  private static func descriptions(in text: [UInt8]) -> [[UInt8]] {
    let end = "</domain>"
    guard let first = text.place(of: "</domain>", from: 0),
      text.place(of: "</domain>", from: first + 1) != nil
    else { return [text] }
    let parts = String(decoding: text, as: UTF8.self).split(separator: end)
    let whole = parts.filter { $0.contains("<domain") }
    return whole.count < 2 ? [text] : whole.map { Array(($0.trimmed + end).utf8) }
  }

  /// The host that a file is about: what its name begins with before the command's, or its folder.
  ///
  /// `kvm-a/domstats.txt` and `kvm-a.domstats.txt` are both about kvm-a; `dumpxml` may be a folder of
  /// its own below.
  static func host(of file: String, _ kind: Kind) -> String {
    var folders = file.split(separator: "/").map(String.init)
    let name = folders.popLast() ?? file
    if kind != .dumpxml, let command = name.lowercased().firstRange(of: kind.rawValue) {
      let length = name.lowercased().distance(
        from: name.lowercased().startIndex, to: command.lowerBound)
      let before = name.prefix(length).reversed().drop { "-_. ".contains($0) }
      if !before.isEmpty { return String(before.reversed()) }
    }
    if folders.last.map({ ["dumpxml", "xml", "domains", "qemu"].contains($0.lowercased()) }) == true
    {
      folders.removeLast()
    }
    return folders.last { $0 != "." && $0 != ".." } ?? "kvm-host"
  }

  /// Everything that the texts say.
  func estate() -> Estate {
    var estate = Estate()
    guard !isEmpty else { return estate }
    estate.platform = .libvirt
    estate.sources = ["libvirt (virsh)"]
    estate.history = history
    for name in order {
      let texts = hosts[name]!
      estate.hosts.append(texts.host)
      let undescribed = texts.descriptions.keys.filter { texts.domains[$0] == nil }.sorted()
      for domain in texts.order + undescribed {
        estate.vms.append(
          Self.vm(
            domain, on: name, statistics: texts.domains[domain],
            description: texts.descriptions[domain]))
      }
    }
    estate.markSharedDisks()
    return estate
  }
}

extension Estate {
  /// Whether the disks of libvirt's VMs are shared is told by their paths: block devices of a cluster
  /// are, files in libvirt's own folder are not.
  fileprivate mutating func markSharedDisks() {
    for vm in vms.indices {
      for disk in vms[vm].disks.indices {
        guard let path = vms[vm].disks[disk].path else { continue }
        let isLocal = path.hasPrefix("/var/lib/libvirt/") || path.hasPrefix("/home/")
        let isNetwork = ["/dev/ceph", "/dev/rbd", "rbd:", "nbd:", "iscsi:", "gluster:", "/mnt/"]
          .contains { path.hasPrefix($0) }
        vms[vm].disks[disk].isShared = Known(
          !isLocal && (isNetwork || path.hasPrefix("/dev/mapper/")), .standIn, "disk path")
      }
    }
  }
}
