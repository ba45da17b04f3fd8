public import Experiment
public import Figures
import Mustache
public import StrictJSON

/// Results as one page of HTML that needs nothing else: no network, no other file.
public struct Report {
  private let parts: [Part]
  private let accuracy: [String]
  private let choice: FigureChoice
  /// What is missing of the page, to be told elsewhere too.
  public let remarks: [String]

  /// A folder of results and the scenario from which they were made, as far as it is known.
  struct Part {
    let results: StoredResults
    let scenario: Source?
  }

  /// A scenario and its text.
  struct Source {
    let path: String
    let scenario: Scenario
    let root: JSONNode
  }

  /// Reads results.
  ///
  /// - Parameters:
  ///   - folders: the folders of results; several are compared.
  ///   - scenarios: the scenarios from which they were made; others are looked for in `Scenarios` and
  ///     beside the results.
  ///   - accuracy: the folder of an accuracy study; where none is named, `Results/accuracy`, or
  ///     `accuracy` beside the results.
  ///   - read: reads a scenario, or says why not.
  public init(
    _ folders: [String], scenarios: [String], accuracy: String?, choice: FigureChoice,
    reading read: (String, Drain?) throws(ScenarioErrors) -> Scenario
  ) throws {
    let stored = try folders.map { try StoredResults($0) }
    // Named scenarios are read as their files ask, and as `apus drain` asked: whichever the results are of.
    var given: [Source] = []
    for path in scenarios {
      given.append(try Self.source(path, nil, read))
      for drain in stored.compactMap(\.drain) {
        if let asked = try? Self.source(path, drain, read) { given.append(asked) }
      }
    }
    var parts: [Part] = []
    for results in stored {
      var source = given.first { results.areOf($0.scenario) }
      for place in Self.places(of: results)
      where source == nil && StoredTables(place.folder).has(place.file) {
        // What lies there may be another scenario of this name, or none.
        guard
          let found = try? Self.source("\(place.folder)/\(place.file)", results.drain, read),
          results.areOf(found.scenario)
        else { continue }
        source = found
      }
      parts.append(Part(results: results, scenario: source))
    }
    for path in scenarios
    where !given.contains(where: { source in
      source.path == path && stored.contains { $0.areOf(source.scenario) }
    }) {
      throw StoredResultsError(
        saying:
          "\(path): no results were made from this scenario; name the one that was run, as it was then"
      )
    }
    if let accuracy, !StoredTables(accuracy).has("accuracy.csv") {
      throw StoredResultsError(
        saying:
          "\(accuracy): holds no tables of an accuracy study (no accuracy.csv); name a folder that apus accuracy wrote"
      )
    }
    self.parts = parts
    self.accuracy =
      accuracy.map { [$0] }
      ?? ["Results/accuracy"] + parts.map { Self.beside($0.results, "../accuracy") }
    self.choice = choice
    remarks =
      parts.flatMap(\.results.remarks)
      + parts.filter { $0.scenario == nil }.map { part in
        Visible.text(
          "\(part.results.folder): the scenario is not at hand, so the page has no question and no assumptions; name it with --scenario"
        )
      }
  }

  /// - Parameter drain: what was asked in the place of the file's own question.
  private static func source(
    _ path: String, _ drain: Drain?,
    _ read: (String, Drain?) throws(ScenarioErrors) -> Scenario
  ) throws -> Source {
    let scenario = try read(path, drain)
    let document = try JSONDocument(
      contentsOf: path, remarks: Scenario.remarks, isConfined: false)
    return Source(
      path: path, scenario: scenario,
      root: try drain.map { try $0.asked(of: document) }?.root ?? document.root)
  }

  private static func places(of results: StoredResults) -> [(folder: String, file: String)] {
    let file = "\(results.scenario).json"
    return ["Scenarios", ".", beside(results, "../../Scenarios"), beside(results, "..")]
      .map { ($0, file) }
  }

  /// A path from a folder of results on, without steps back that it need not have.
  private static func beside(_ results: StoredResults, _ rest: String) -> String {
    PlainPath.joined(results.folder, rest)
  }

  /// What the page is called.
  public var name: String {
    parts.count == 1 ? parts[0].results.scenario : "comparison"
  }

  /// The page.
  ///
  /// - Parameter draw: draws a figure as SVG; `nil` where there is nothing to draw with.
  /// - Throws: if results are damaged, or a figure cannot be drawn.
  public func page(_ draw: ((Figure) throws -> String)?) throws -> String {
    var sections: [[String: Any]] = []
    // That of the comparison is the first.
    var figures = parts.count > 1 ? 1 : 0
    for (index, part) in parts.enumerated() {
      sections.append(try section(part, number: index + 1, figures: &figures, draw))
    }
    let title =
      parts.count == 1
      ? parts[0].results.scenario : "Comparison of \(parts.count) results"
    var context: [String: Any] = [
      "title": Visible.text(title), "sections": sections, "isSeveral": parts.count > 1,
      "version": ExperimentRun.version,
    ]
    if parts.count > 1 {
      context["comparison"] = try comparison.context()
      if let draw, let figure = try comparisonFigure {
        context["comparisonFigure"] = Self.shown(figure, try draw(figure), part: 0, number: 1)
      }
    }
    var engines: Set<String> = []
    for part in parts {
      engines.formUnion(try Tables(results: part.results).engines())
      // Where single migrations are not told, the scenario says which engines there were.
      if !part.results.hasMigrations, let source = part.scenario {
        engines.formUnion(Assumptions(source.root).engines)
      }
    }
    context["scope"] = AccuracySection.scope(of: engines.sorted())
    if let study = accuracy.lazy.compactMap({ AccuracySection(folder: $0) }).first {
      var table = try study.table()
      // What says nothing of the engines at hand is there for who asks.
      table.isFolded = !AccuracySection.tells(of: engines)
      context["accuracy"] = table.context()
    } else {
      context["noAccuracy"] =
        "The tables of an accuracy study are not at hand; name their folder with --accuracy."
    }
    let library = try MustacheLibrary(templates: [
      "page": MustacheTemplate(string: Template.page),
      "section": MustacheTemplate(string: Template.section),
      "table": MustacheTemplate(string: Template.table),
      "figure": MustacheTemplate(string: Template.figure),
      "style": MustacheTemplate(string: Template.style),
      "script": MustacheTemplate(string: Template.script),
    ])
    return library.render(context, withTemplate: "page") ?? ""
  }

  // MARK: One folder

  private func section(
    _ part: Part, number: Int, figures: inout Int, _ draw: ((Figure) throws -> String)?
  ) throws -> [String: Any] {
    let results = part.results
    let tables = Tables(results: results)
    var context: [String: Any] = [
      "number": number, "name": Visible.text(results.scenario),
      "folder": Visible.text(PlainPath.joined(results.folder, "")), "isSeveral": parts.count > 1,
      "answer": try results.answer().text, "remarks": results.remarks.map { ["text": $0] },
      "seed": results.seed,
      "replications":
        "\(results.replications) replication\(results.replications == 1 ? "" : "s")",
      "version": results.version,
      "hash": results.scenarioHash, "commands": Visible.lines(commands(part)),
    ]
    if let question = part.scenario?.scenario.questionInOneLine { context["question"] = question }
    context["tellsOutcomes"] = !results.isOfDays
    let unmoved = try Unmoved(results.tables)
    if let failures = try tables.failures() {
      context["failures"] = failures.context(of: parts.count > 1 ? label(part) : "")
    } else {
      context["noFailures"] = [
        "text": unmoved.isEmpty
          ? "Every migration finished." : "Every migration that began finished."
      ]
    }
    if !unmoved.isEmpty { context["unmoved"] = ["text": unmoved.sentence] }
    var all: [PageTable] = []
    for table in [
      try tables.requests(), try tables.leftBehind(), try tables.strategies(),
      try tables.differences(), try tables.hosts(),
    ] { if let table { all.append(table) } }
    // Of several results, each table says of which it is.
    let of = parts.count > 1 ? label(part) : ""
    context["tables"] = all.map { $0.context(of: of) }
    if let migrations = try tables.migrations() {
      context["migrations"] = migrations.context(of: of)
    } else if !results.isOfDays {
      context["noMigrations"] = true
    }
    if let source = part.scenario {
      let assumptions = Assumptions(source.root)
      let text = assumptions.text
      context["assumptions"] = [
        "notes": assumptions.notes.map { ["text": Visible.text($0)] },
        "lines": (Assumptions.varied(results.points) + assumptions.lines).map {
          ["name": Visible.text($0.name), "text": Visible.text($0.text)]
        },
        "text": Visible.lines(text.shown), "rest": text.remark, "hasRest": !text.remark.isEmpty,
      ]
    } else {
      context["noScenario"] = true
    }
    guard let draw else {
      context["noFigures"] = true
      return context
    }
    context["figures"] = try choice.figures(of: results).map { figure in
      figures += 1
      return Self.shown(figure, try draw(figure), part: number, number: figures)
    }
    return context
  }

  private static func shown(
    _ figure: Figure, _ svg: String, part: Int, number: Int
  ) -> [String: Any] {
    [
      "id": "figure-\(part)-\(figure.name)", "title": figure.title, "number": "\(number)",
      "remarks": figure.remarks.map { ["text": $0] },
      "svg": InlineSVG.text(svg, title: figure.title, prefix: "f\(part)-\(figure.name)-"),
    ]
  }

  /// How to make the results again.
  private func commands(_ part: Part) -> String {
    let results = part.results
    let file = part.scenario?.path ?? "\(results.scenario).json"
    let folder = "apus-results/\(results.scenario)\(results.drain == nil ? "" : "-drain")"
    return [results.command(file: file), ["apus", "report", folder]].map { words in
      words.map { Shell.isOption($0) ? $0 : Shell.quoted($0) }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  // MARK: Several folders

  private func label(_ part: Part) -> String {
    let names = parts.map(\.results.scenario)
    let isOnce = names.count { $0 == part.results.scenario } == 1
    return isOnce ? part.results.scenario : part.results.folder
  }

  private var comparison: PageTable {
    get throws(StoredResultsError) {
      var whole = PageTable("All results beside each other", [])
      for (index, part) in parts.enumerated() {
        let table = try Tables(results: part.results).strategies()
        if index == 0 {
          whole = PageTable(
            "All results beside each other", ["results"] + table.columns.map(\.title), texts: 2)
        }
        for row in table.rows {
          let byTitle = Dictionary(
            zip(table.columns.map(\.title), row), uniquingKeysWith: { first, _ in first })
          whole.add(
            [.init(label(part))]
              + whole.columns.dropFirst().map { byTitle[$0.title] ?? .init("–") })
        }
      }
      let seeds = Set(parts.map { "\($0.results.seed)" })
      whole.remark =
        seeds.count > 1
        ? "The results have different seeds: their VMs were drawn differently."
        : "Intervals that overlap do not say that there is no difference; intervals that do not overlap say that there is one."
      return whole
    }
  }

  private var comparisonFigure: Figure? {
    get throws(StoredResultsError) {
      // The results alone say what is compared, where each has one strategy.
      let isClear = parts.allSatisfy { $0.results.arms.count == 1 }
      var lines: [(label: String, rows: [RecordedRow])] = []
      for part in parts {
        let rows = Dictionary(
          grouping: try part.results.tables.rows("summary.csv"), by: StoredResults.Arm.init)
        for arm in part.results.arms {
          lines.append((isClear ? label(part) : "\(label(part)): \(arm.label)", rows[arm] ?? []))
        }
      }
      return Figure.means(lines)
    }
  }
}
