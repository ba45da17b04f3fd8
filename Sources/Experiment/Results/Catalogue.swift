/// What there is to choose from, for `apus list`.
public enum Catalogue {
  /// The strategies and engines, with their parameters, as text.
  public static var text: String {
    var lines = ["Strategies", ""]
    lines.append(
      "  preCopy        live: memory is sent while the VM runs, then what it has rewritten")
    lines.append(
      "  postCopy       the VM moves first, and its memory follows; a hybrid sends live passes before"
    )
    lines.append("  stopAndCopy    the VM stands still while all its memory is sent")
    lines.append(
      "  storage        live storage migration: the VM runs on where it is while its disks move")
    lines.append(
      "  sharedNothing  live without shared storage: disks first, then memory, one switch-over")
    lines.append("  cold           the VM is powered off, its files are copied, and it boots again")
    lines += ["", "Engines of preCopy", ""]
    let width = EngineName.allCases.map(\.rawValue.count).max()!
    for engine in EngineName.allCases {
      let pad = String(repeating: " ", count: width - engine.rawValue.count)
      lines.append("  \(engine.rawValue)\(pad)  \(engine.summary)")
      lines.append(
        "  " + String(repeating: " ", count: width)
          + "  parameters: \(engine.parameters.joined(separator: ", "))")
    }
    lines += ["", "Engines of storage, and of sharedNothing's disks", ""]
    let wide = MoverSpec.Engine.allCases.map(\.rawValue.count).max()!
    for engine in MoverSpec.Engine.allCases {
      let pad = String(repeating: " ", count: wide - engine.rawValue.count)
      lines.append("  \(engine.rawValue)\(pad)  \(engine.summary)")
      lines.append(
        "  " + String(repeating: " ", count: wide)
          + "  parameters: \(engine.parameters.joined(separator: ", "))")
    }
    lines += ["", "Every parameter, its meaning and its default: apus schema"]
    return lines.joined(separator: "\n")
  }
}
