internal import Foundation
internal import StrictJSON

extension Importer {
  /// Whether a CSV text is a tab of RVTools, or a table of VMs with names that are known.
  package static func isTableOfVMs(_ bytes: [UInt8]) -> Bool {
    var log = ImportLog()
    guard let table = try? Table(csv: PlainText.utf8(bytes), file: "", &log) else { return false }
    return isMeant(table)
  }

  /// Whether a path names an export of another system rather than a scenario: a folder, a workbook, a
  /// table, or JSON of a kind that is known.
  ///
  /// - Complexity: O(size of the file) for JSON whose first key is not "format", else O(1).
  package static func isExport(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return false }
    if isFolder.boolValue { return true }
    let kind = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)[.type]
    guard kind as? FileAttributeType == .typeRegular,
      let start = try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).read(upToCount: 65536)
    else { return false }
    if start.starts(with: [0x50, 0x4B, 3, 4]) || start.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return true
    }
    let text = PlainText.utf8(Array(start))
    guard let first = text.first(where: { ![9, 10, 13, 32].contains($0) }) else { return false }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
      return Libvirt.kind(of: text) != nil || path.lowercased().hasSuffix(".csv")
    }
    if beginsAsScenario(text) { return false }
    guard let data = FileManager.default.contents(atPath: path),
      let root = try? JSONDocument(parsing: Array(data), file: path).root
    else { return false }
    // Lists are of entries; one without any is rather a scenario that is not written yet.
    if let elements = root.elements {
      return elements.contains { $0.members != nil && $0["format"] == nil }
    }
    return root["format"] == nil && root["vms"] == nil
      && ["items", "data", "apiVersion", "servers", "flavors", "hypervisors", "migrations"].contains
      { root[$0] != nil }
  }

  /// Whether a text begins as scenarios mostly do, with the key "format", which no export has.
  private static func beginsAsScenario(_ text: [UInt8]) -> Bool {
    let blank: Set<UInt8> = [9, 10, 13, 32]
    var rest = text[...].drop(while: blank.contains)
    guard rest.popFirst() == UInt8(ascii: "{") else { return false }
    rest = rest.drop(while: blank.contains)
    return rest.starts(with: #""format""#.utf8)
  }
}
