import Experiment
import StrictJSON

/// A table of a page, which its readers can sort.
struct PageTable {
  /// What it is about.
  let caption: String
  let columns: [Column]
  private(set) var rows: [[Cell]] = []
  /// What is not in it.
  var remark = ""
  /// Whether it is shown only once it is asked for.
  var isFolded = false

  struct Column {
    let title: String
    let isNumber: Bool
  }

  /// A cell: what it shows, and by what it is sorted.
  struct Cell {
    let text: String
    let order: String

    init(_ text: String, order: Double? = nil) {
      self.text = Visible.text(text)
      self.order = order.map(\.description) ?? ""
    }

    /// A number to three digits, or with its interval; a dash where there is none.
    init(_ value: Double?, half: Double? = nil, _ scale: Readable.Scale) {
      guard let value else {
        self.init("–")
        return
      }
      let shown =
        half == nil
        ? Readable(roughly: value, scale) : Readable(mean: value, half: half, scale)
      self.init(shown.text, order: value)
    }
  }

  /// - Parameter texts: how many of the first columns are texts.
  init(_ caption: String, _ titles: [String], texts: Int = 1) {
    self.caption = caption
    columns = titles.enumerated().map { Column(title: $1, isNumber: $0 >= texts) }
  }

  mutating func add(_ cells: [Cell]) { rows.append(cells) }

  /// What the template shows of it.
  ///
  /// - Parameter results: the results it is about, where a page has several.
  func context(of results: String = "") -> [String: Any] {
    [
      "caption": caption,
      "label": results.isEmpty ? caption : "\(caption): \(Visible.text(results))", "remark": remark,
      "hasRemark": !remark.isEmpty, "isFolded": isFolded,
      "columns": columns.map { ["title": $0.title, "class": $0.isNumber ? "number" : "text"] },
      "rows": rows.map { row in
        [
          "cells": zip(row, columns).map { cell, column in
            [
              "text": cell.text, "order": cell.order, "class": column.isNumber ? "number" : "text",
            ]
          }
        ]
      },
    ]
  }
}
