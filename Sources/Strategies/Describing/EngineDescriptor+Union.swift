/// Where one of several engines is chosen, their parameters stand side by side under the same keys.
extension EngineDescriptor {
  /// Every parameter that one of the engines has, each once, in the order in which they are met. Its
  /// text says which engines have it, and what their defaults are.
  ///
  /// - Precondition: a key means values of one kind, whichever engine has it.
  public static func union(of engines: [EngineDescriptor]) -> [Field] {
    var keys: [String] = []
    var owners: [String: [Owner]] = [:]
    for engine in engines {
      for field in engine.form.fields {
        if owners[field.key] == nil { keys.append(field.key) }
        owners[field.key, default: []].append(Owner(name: engine.name, field: field))
      }
    }
    let names = engines.map(\.name)
    return keys.map { key in
      let all = owners[key]!
      precondition(
        all.allSatisfy { $0.field.kind == all[0].field.kind },
        "\"\(key)\" means two kinds of values")
      return all[0].field.with(text: text(of: all, among: names), standard: nil)
    }
  }

  /// An engine that has a parameter.
  private struct Owner {
    let name: String
    let field: Field

    /// The default, in words.
    var standard: String? {
      if let standard = field.standard { return standard.text }
      if case .group = field.kind { return "off" }
      return nil
    }
  }

  /// Each text once, with the engines that it holds for.
  private static func text(of owners: [Owner], among names: [String]) -> String {
    runs(owners, by: \.field.text).map { run in
      let defaults = runs(run, by: \.standard).map { group in
        let standard = group[0].standard
        let isEverybodys = group.count == names.count
        let engines = list(group.map(\.name), among: names)
        return isEverybodys ? standard ?? "" : standard.map { "\(engines): \($0)" } ?? engines
      }.filter { !$0.isEmpty }
      let text = run[0].field.text
      return defaults.isEmpty ? text : "\(text.dropLast()) (\(defaults.joined(separator: "; ")))."
    }.joined(separator: " ")
  }

  /// The owners in groups that have something in common, in the order in which they are met.
  private static func runs<Trait: Equatable>(
    _ owners: [Owner], by trait: (Owner) -> Trait
  ) -> [[Owner]] {
    owners.reduce(into: []) { groups, owner in
      if let place = groups.firstIndex(where: { trait($0[0]) == trait(owner) }) {
        groups[place].append(owner)
      } else {
        groups.append([owner])
      }
    }
  }

  /// Names as a list; where all releases of a hypervisor are among them, as one: `qemu-*`.
  private static func list(_ group: [String], among names: [String]) -> String {
    var told: [String] = []
    for name in group {
      let family = String(name.prefix { $0 != "-" })
      let siblings = names.filter { $0 == family || $0.hasPrefix(family + "-") }
      let text =
        siblings.count > 1 && siblings.allSatisfy(group.contains) ? "\(family)-*" : name
      if !told.contains(text) { told.append(text) }
    }
    return told.joined(separator: ", ")
  }
}
