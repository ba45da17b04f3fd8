import Design
import Quantities
import StrictJSON

/// Reads the points of a scenario's sweep: at each, the file is changed as JSON, and then read as if its
/// author had written it so.
struct PointReader {
  private let document: JSONDocument
  private let sweep: Sweep
  private let places: [[ValuePlace]]

  /// What tells one scenario from another, and is no part of a point.
  private static let fixed = [
    "format", "question", "lesson", "notes", "replications", "seed", "sweep",
  ]

  /// Reads what the file varies.
  ///
  /// - Returns: `nil` if it varies nothing, or that cannot be read; the document's log says so.
  init?(_ document: JSONDocument, _ spec: SweepSpec?, seed: UInt64) {
    guard let spec else { return nil }
    let log = document.log
    func report(_ error: DesignError, at text: Located<String>) {
      log.report(at: text, problem: error.problem, remedy: error.remedy)
    }
    let count = log.count
    var groups: [[Axis]] = []
    var places: [[ValuePlace]] = []
    for text in spec.vary where text.isRead {
      do throws(DesignError) {
        let group = try Axis.group(text.value)
        for axis in group { places.append(try Self.places(of: axis, in: document.root)) }
        groups.append(group)
      } catch {
        report(error, at: text)
      }
    }
    guard log.count == count, !groups.isEmpty else { return nil }
    do throws(DesignError) {
      try Self.check(groups.flatMap(\.self), places)
    } catch {
      report(error, at: spec.vary[0])
      return nil
    }
    var conditions: [Condition] = []
    for text in spec.conditions where text.isRead {
      do throws(DesignError) {
        conditions.append(try Condition(text.value, axes: groups.joined().map(\.name)))
      } catch {
        report(error, at: text)
      }
    }
    guard log.count == count else { return nil }
    do throws(DesignError) {
      sweep = try Sweep(
        groups, where: conditions, method: spec.design, count: spec.count, seed: seed)
    } catch {
      report(error, at: spec.vary[0])
      return nil
    }
    self.document = document
    self.places = places
  }

  /// Reads what the command line varies.
  ///
  /// - Throws: what is wrong with it, by the option.
  init(
    _ document: JSONDocument, _ request: SweepRequest, seed: UInt64
  ) throws(ScenarioErrors) {
    func failure(_ option: String, _ error: DesignError) -> ScenarioErrors {
      ScenarioErrors([JSONIssue(file: option, problem: error.problem, remedy: error.remedy)])
    }
    var groups: [[Axis]] = []
    var places: [[ValuePlace]] = []
    for text in request.vary {
      do throws(DesignError) {
        let group = try Axis.group(text)
        for axis in group { places.append(try Self.places(of: axis, in: document.root)) }
        groups.append(group)
      } catch {
        throw failure("--vary", error)
      }
    }
    do throws(DesignError) {
      try Self.check(groups.flatMap(\.self), places)
    } catch {
      throw failure("--vary", error)
    }
    var conditions: [Condition] = []
    for text in request.conditions {
      do throws(DesignError) {
        conditions.append(try Condition(text, axes: groups.joined().map(\.name)))
      } catch {
        throw failure("--where", error)
      }
    }
    let method = request.design.flatMap { Sweep.Method(rawValue: $0) } ?? .product
    do throws(DesignError) {
      sweep = try Sweep(
        groups, where: conditions, method: method, count: request.count, seed: seed)
    } catch {
      throw failure(method == .product ? "--vary" : "--design", error)
    }
    self.document = document
    self.places = places
  }

  private static func places(
    of axis: Axis, in root: JSONNode
  ) throws(DesignError) -> [ValuePlace] {
    let places = try axis.path.places(in: root)
    for place in places {
      let path = place.path.description
      if let key = fixed.first(where: { path == "$.\($0)" || path.hasPrefix("$.\($0).") }) {
        throw DesignError(
          "\"\(key)\" is the same at every point, so that points can be compared",
          "vary something else")
      }
    }
    return places
  }

  /// Checks that axes do not stand in each other's way, nor in that of the results' own columns.
  private static func check(_ axes: [Axis], _ places: [[ValuePlace]]) throws(DesignError) {
    if let axis = axes.first(where: { PointKey.isTaken($0.name) }) {
      throw DesignError(
        "\"\(axis.name)\" is the name of a column that all results have",
        "write another name before the path, such as \"my-\(axis.name): \(axis.path.text)\"")
    }
    if let (first, second) = ValuePlace.meeting(places) {
      let (one, other) = (axes[first].path.text, axes[second].path.text)
      throw DesignError(
        one == other
          ? "\"\(one)\" is varied twice"
          : "\"\(one)\" and \"\(other)\" change the same value, or one is a part of the other",
        "leave one of them out")
    }
  }

  /// The columns of the axes.
  var columns: [AxisColumn] { sweep.columns }

  /// What each axis changes.
  var changes: [AxisChange] {
    zip(sweep.axes, places).map { axis, places in
      AxisChange(
        axis: axis.name, paths: places.map { String($0.path.description.dropFirst(2)) },
        was: places.map { place in
          place.isNew ? nil : document.root.value(at: place).map { $0.string ?? $0.text }
        })
    }
  }

  /// Reads the points.
  ///
  /// - Throws: everything that is wrong with the first point with which anything is.
  /// - Complexity: O(points x size of the file)
  func points(
    _ check: (ScenarioParts, IssueLog) -> ScenarioWhole?
  ) throws(ScenarioErrors) -> [ScenarioPoint] {
    let columns = columns
    var points: [ScenarioPoint] = []
    for (number, values) in sweep.points.enumerated() {
      var root = document.root
      for (places, value) in zip(places, values) {
        for place in places { root = root.changing(place, to: value) }
      }
      do throws(ScenarioErrors) {
        var whole: ScenarioWhole?
        let parts = try document.holding(root)
          .read(Shape<ScenarioParts>.object) { whole = check($0, $1) }
        points.append(ScenarioPoint(whole: whole ?? ScenarioWhole(parts)))
      } catch {
        let place = columns.map { "\($0.name) \($0.cells[number])" }.joined(separator: ", ")
        throw ScenarioErrors(
          error.issues.map { issue in
            JSONIssue(
              file: issue.file, line: issue.line, column: issue.column, path: issue.path,
              problem: "at point \(number + 1) (\(place)): \(issue.problem)", remedy: issue.remedy)
          })
      }
    }
    return points
  }
}

/// A scenario with the values of one point.
struct ScenarioPoint: Sendable {
  let whole: ScenarioWhole
}

/// What an axis changes.
public struct AxisChange: Sendable, Equatable {
  /// The axis, by its name.
  public let axis: String
  /// Where values are changed.
  public let paths: [String]
  /// What stands there in the file; `nil` where nothing does.
  public let was: [String?]
}
