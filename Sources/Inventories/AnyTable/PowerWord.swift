/// What a table says of whether a VM runs, in the words of any system or person.
enum PowerWord: Equatable {
  case on, off, suspended, paused

  /// - Parameter text: what the table says; `nil` of the word that comes out where it is none that is known.
  init?(_ text: String) {
    let key = text.lowercased().filter { $0.isLetter || $0.isNumber }
    guard let word = Self.words.first(where: { $0.words.contains(key) }) else { return nil }
    self = word.meaning
  }

  /// Those of PowerCLI, Hyper-V, Xen Orchestra, oVirt, libvirt, Proxmox and OpenStack, and of people.
  private static let words: [(meaning: PowerWord, words: Set<String>)] = [
    (
      .on,
      [
        "on", "poweredon", "running", "up", "active", "started", "1", "true", "yes", "y",
        // On their way to it, or there with a trouble of their own.
        "starting", "poweringup", "waitforlaunch", "rebootinprogress", "reboot", "migrating",
        "migratingfrom", "migratingto", "blocked", "idle", "runningcritical", "resuming",
      ]
    ),
    (
      .off,
      [
        "off", "poweredoff", "stopped", "halted", "down", "shutoff", "shutdown", "0", "false",
        "no", "n", "offcritical", "crashed",
      ]
    ),
    (.suspended, ["suspended", "saved", "savedcritical"]),
    (.paused, ["paused", "pausedcritical"]),
  ]
}

/// Words of a column of power that are not understood: their VMs count as running, and that is told.
struct StrangePowerWords {
  private var first: (word: String, vm: String, column: String)?
  private var words: Set<String> = []
  private var vms = 0

  mutating func note(_ word: String, of vm: String, in column: String) {
    if first == nil { first = (word, vm, column) }
    words.insert(word)
    vms += 1
  }

  /// A sentence for who reads the scenario; `nil` if all is understood.
  func remark(_ file: String) -> String? {
    guard let first else { return nil }
    let more = words.count > 1 ? " and \(count(words.count - 1, "other word"))" : ""
    return
      "\(file): \"\(first.word)\"\(more) in the column \"\(first.column)\" is not understood. \(count(vms, "VM")), such as \(first.vm), \(vms == 1 ? "counts" : "count") as running; write on or off."
  }
}
