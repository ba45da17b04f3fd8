import Foundation
import Testing

@testable import Evidence

@Suite("Measurements of other laboratories beside their predictions")
struct EvidenceTests {
  /// A folder with one of the files.
  private func folder(with name: String) throws -> MeasuredFolder {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    if !name.isEmpty {
      try Data(MeasuredFolder.data.bytes(of: name)).write(to: folder.appending(path: name))
    }
    return MeasuredFolder(folder.path)
  }

  @Test("a folder is studied as far as it goes: each number with its error, as a fit or a forecast")
  func storage() throws {
    let folder = try folder(with: "qemu-storage.csv")
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    let study = try EvidenceStudy(folder)
    #expect(study.sections.map(\.kind.title) == ["Copies of disks"])
    let findings = study.sections[0].findings
    #expect(findings.contains { $0.standing != .forecast })
    let forecasts = findings.filter { $0.standing == .forecast }
    #expect(forecasts.contains { $0.quantity == "time" })
    // What never gets ready in reality does not do so here.
    #expect(EvidenceStudy.verdicts(of: findings)! == ("whether it gets ready", 1, 0))
    let lines = study.files[0].text.split(separator: "\n")
    #expect(lines.count == findings.count + 1)
    #expect(
      lines[0].hasPrefix("kind,case,quantity,unit,measured,predicted,error,rel_error,standing"))
    #expect(study.article.contains("| M-file-512-64 | time | 8646 ms |"))
    #expect(study.article.contains("| fit: 3 GB/s of the page cache |"))
    #expect(study.screen.contains("Copies of disks"))
  }

  @Test("a folder without measurements, and a row that is too short, are refused with the reason")
  func refused() throws {
    let empty = try folder(with: "")
    defer { try? FileManager.default.removeItem(atPath: empty.path) }
    #expect {
      _ = try EvidenceStudy(empty)
    } throws: {
      "\($0)".contains("holds no measurements; name a folder with qemu-migrations.csv")
    }
    try Data("case,scenario\na\n".utf8).write(to: empty.url(of: "published.csv"))
    #expect {
      _ = try EvidenceStudy(empty)
    } throws: {
      "\($0)".contains("line 2 has not as many cells as the first")
    }
  }

  @Test(
    "a published row that says what is not there is refused by its name",
    arguments: [
      ("vms[9].memory = 3 GiB", "mean total_time", "x: \"vms\" has 1 element"),
      ("", "mean speed", "x: there is no metric speed"), ("", "", "x: \"\" is no result"),
      ("", "speed_s", "x: there is no column speed_s"),
    ])
  func badRow(change: String, prediction: String, problem: String) throws {
    let folder = try folder(with: "")
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try FileManager.default.copyItem(
      at: MeasuredFolder.data.url(of: "published"), to: folder.url(of: "published"))
    try Data(
      """
      case,scenario,set,quantity,prediction,unit,measured,within,constant,known_issue,source
      x,hyper-v.json,\(change),time,\(prediction),s,3,0.1,,,me
      """.utf8
    ).write(to: folder.url(of: "published.csv"))
    #expect {
      _ = try EvidenceStudy(folder)
    } throws: {
      "\($0)".contains(problem)
    }
  }

  @Test("every kind has rows in this repository")
  func kinds() {
    for kind in Kind.all { #expect(MeasuredFolder.data.has(kind.file), "\(kind.title)") }
  }

  @Test("the recorded table has a line for every number, and the article quotes it")
  func recorded() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let rows = try MeasuredCase.rows(
      in: Array(Data(contentsOf: root.appending(path: "Results/accuracy/laboratories.csv"))),
      file: "laboratories.csv")
    #expect(Set(rows.map { $0.text("kind") }) == Set(Kind.all.map(\.title)))
    let published = rows.filter { $0.text("kind") == Kind.published.title }
    #expect(published.map { $0.text("case") } == PublishedCase.all.map(\.name))
    let article = try String(
      contentsOf: root.appending(
        path: "Sources/Prediction/Prediction.docc/OtherLaboratories.md"), encoding: .utf8)
    for row in published {
      #expect(
        article.contains("| \(row.text("case")) | \(row.text("quantity")) | "),
        "\(row.text("case"))")
    }
  }
}
