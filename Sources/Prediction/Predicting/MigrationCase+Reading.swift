import Datacenter
import Experiment
import Quantities
import Strategies
import StrictJSON

extension MigrationCase {
  /// Everything that is wrong with a row, each with its column and its remedy.
  struct Problems: Error, Sendable {
    var texts: [String]
  }

  /// What a row says.
  ///
  /// - Parameters:
  ///   - engine: what every row is moved by, whatever it says itself.
  ///   - technique: how every row is moved, whatever it says itself.
  ///   - stopsWhenStalled: whether an operator stops a VM that stalls, where the row does not say.
  ///   - usual: the machine around the guest, where the row does not say.
  ///   - families: how guests of each workload behave.
  /// - Throws: everything that is wrong with it.
  init(
    _ row: InventoryRow, engine forced: PreCopyDescriptor? = nil,
    technique wanted: Technique? = nil, stopsWhenStalled isStopped: Bool = false,
    machine usual: Machine = .bench,
    families: CalibratedFamilies = .standard
  ) throws(Problems) {
    if let (problem, remedy) = row.problem { throw Problems(texts: ["\(problem); \(remedy)"]) }
    var cells = CellReader(row)
    let memory = cells.mebibytes(.memory)
    let used = cells.mebibytes(.used)
    let zero = cells.mebibytes(.zero)
    let whole = memory ?? used.map { Guest.usualMemory(for: $0 + (zero ?? .zero)) }
    if whole == nil, !cells.hasProblems {
      cells.complain(.memory, "is missing", "write its size, such as 4096")
    } else if whole == .zero {
      cells.complain(memory == nil ? .used : .memory, "is zero", "write its size, such as 4096")
    }
    if let memory, let used, used > memory {
      cells.complain(.used, "is more than memory_mib", "write \(memory.mebibyteText) or less")
    }
    if let memory, let zero, zero + (used ?? .zero) > memory {
      cells.complain(
        .zero, "leaves no room in memory_mib for what is used",
        "write \((memory - (used ?? .zero)).mebibyteText) or less")
    }
    let size = whole ?? .mebibytes(1)
    // What is said to be in use has content, whatever else is said.
    let empty = used.map { size - $0 } ?? zero ?? .zero
    guest = Guest(memory: size.pages, zero: max(.zero, min(empty, size)).pages)
    guest.workload = WorkloadFamily.named(cells.text(.workload)) ?? .unknown
    family = families[guest.workload]
    guest.writes = cells.writes(into: guest.memory - guest.zero)
    if case .measured(let rate, let window) = guest.writes, !cells.hasProblems {
      let distinct = DistinctPages(rate: rate, window: window)
      if let excess = distinct.excess(over: guest.memory) {
        cells.complain(
          .dirtyRate, excess,
          "write \(CSVTable.shortest(distinct.highest(of: guest.memory))) or less, or in dirty_rate_window_s the window over which it was measured"
        )
      }
    }

    technique = wanted ?? cells.word(.technique, "a technique") ?? .preCopy
    self.engine = forced ?? cells.engine() ?? .usual
    if let link = cells.rate(.linkBytes, 1) ?? cells.rate(.linkBits, 125_000) {
      self.link = link > .zero ? link : Self.memoryCopy
    }
    cells.exclude(.linkBytes, .linkBits)
    let cap = cells.rate(.capBytes, 1) ?? cells.rate(.capMebibytes, 1_048_576)
    cells.exclude(.capBytes, .capMebibytes)
    if let cap, cap > .zero { rateCap = cap }
    downtimeLimit = cells.number(.downtimeLimit, in: 0...2e6).map(Seconds.milliseconds)
    isStoppedFirst = cells.flag(.stopFirst)
    stopsWhenStalled =
      row.cells[.stopWhenStalled] == nil ? isStopped : cells.flag(.stopWhenStalled)
    slowsGuest = cells.flag(.autoConverge)
    if let cache = cells.mebibytes(.xbzrleCache), cache > .zero { xbzrleCache = cache }
    if let cache = xbzrleCache, cache != cache.pages.nearestPowerOfTwo.bytes {
      cells.complain(
        .xbzrleCache, "is no power of two",
        "write \(cache.pages.nearestPowerOfTwo.bytes.mebibyteText)")
    }
    if let count = cells.count(.multifd, 0...255), count > 0 { channels = count }
    compression = cells.word(.compression, "a method of compression")
    switch cells.text(.postCopy) {
    case nil, "0": break
    case "start": passesBeforePostCopy = 0
    case "first-sync": passesBeforePostCopy = 1
    case let text?:
      cells.complain(.postCopy, "\"\(text)\" is no time to switch", "write 0, start or first-sync")
    }
    machine = cells.machine() ?? usual
    announcement = cells.number(.announcement, in: 0...1e9).map(Seconds.milliseconds)
    if let limit = cells.number(.timeLimit, in: 0.001...1e9) { timeLimit = Seconds(limit) }
    checkTechnique(&cells)
    if cells.hasProblems { throw Problems(texts: cells.problems) }
  }

  /// What a technique and the aids need of the engine, and of each other.
  private mutating func checkTechnique(_ cells: inout CellReader) {
    let isQemu = engine.qemu != nil
    let needsQemu =
      slowsGuest || xbzrleCache != nil || channels != nil
      || [.autoConverge, .xbzrle, .compress].contains(technique)
    if needsQemu, !isQemu {
      cells.complain(
        .engine, "\(engine.name) has none of QEMU's aids",
        "use an engine of QEMU, or pre-copy without aids")
    }
    if channels != nil, xbzrleCache != nil || technique == .xbzrle {
      cells.complain(.multifd, "multifd cannot send changes", "write 0, or leave XBZRLE out")
    }
    if passesBeforePostCopy != nil, ![.preCopy, .postCopy].contains(technique) {
      cells.complain(
        .postCopy, "does not go with \(technique.rawValue)", "write 0, or the technique post-copy")
    }
    if isStoppedFirst, passesBeforePostCopy != nil || [.postCopy, .cold].contains(technique) {
      cells.complain(
        .stopFirst, "does not go with \(technique == .cold ? "cold" : "post-copy")",
        "write 0, or the technique stop-and-copy")
    }
    if technique == .postCopy { passesBeforePostCopy = passesBeforePostCopy ?? 0 }
    if passesBeforePostCopy != nil, !isQemu, cells.text(.engine) != nil {
      cells.complain(
        .engine, "\(engine.name) has no post-copy", "use an engine of QEMU, or pre-copy")
    }
  }
}

/// Reads the cells of a row, and collects what is wrong with them.
private struct CellReader {
  private let row: InventoryRow
  private(set) var problems: [String] = []

  init(_ row: InventoryRow) { self.row = row }

  var hasProblems: Bool { !problems.isEmpty }
  func text(_ column: InventoryColumn) -> String? { row.cells[column] }

  mutating func complain(_ column: InventoryColumn, _ problem: String, _ remedy: String) {
    problems.append("\(column.rawValue): \(problem); \(remedy)")
  }

  /// - Parameter isPositive: whether the lowest number is only a bound, and refused by itself.
  mutating func number(
    _ column: InventoryColumn, in range: ClosedRange<Double>, isPositive: Bool = false
  ) -> Double? {
    guard let text = row.cells[column] else { return nil }
    guard let number = Double(decimal: text) else {
      complain(column, "\"\(text)\" is not a number", "write a plain number, such as 4096 or 0.5")
      return nil
    }
    guard range.contains(number) else {
      complain(
        column, "\(text) is \(number < range.lowerBound ? "too small" : "too large")",
        "write a number \(isPositive ? "above" : "from") \(CSVTable.shortest(range.lowerBound))"
          + "\(isPositive ? ", up" : "") to \(CSVTable.shortest(range.upperBound))")
      return nil
    }
    return number
  }

  mutating func count(_ column: InventoryColumn, _ range: ClosedRange<Int>) -> Int? {
    guard let number = number(column, in: Double(range.lowerBound)...Double(range.upperBound))
    else { return nil }
    guard let whole = Int(exactly: number) else {
      complain(column, "\(number) is no whole number", "write for example \(Int(number))")
      return nil
    }
    return whole
  }

  mutating func mebibytes(_ column: InventoryColumn) -> Bytes? {
    number(column, in: 0...0x1p30, isPositive: column == .memory).map(Bytes.mebibytes)
  }

  /// A rate, or 0 for none.
  mutating func rate(_ column: InventoryColumn, _ unit: Double) -> BytesPerSecond? {
    guard let number = number(column, in: 0...1e15 / unit) else { return nil }
    let rate = BytesPerSecond(number * unit)
    let slowest = MigrationCase.slowest
    guard rate == .zero || rate >= slowest else {
      complain(
        column, "at \(CSVTable.shortest(number)) no VM can be moved",
        "write \(CSVTable.shortest(slowest.value / unit)) or more")
      return nil
    }
    return rate
  }

  mutating func flag(_ column: InventoryColumn) -> Bool {
    guard let text = row.cells[column] else { return false }
    if let flag = Flag.value(of: text) { return flag }
    complain(column, "\"\(text)\" is neither yes nor no", "write 1 or 0")
    return false
  }

  mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ column: InventoryColumn, _ noun: String
  ) -> Word? {
    name(column, noun, among: Word.allCases.map(\.rawValue)).flatMap(Word.init)
  }

  mutating func engine() -> PreCopyDescriptor? {
    let names = Engines.preCopy.map(\.name)
    return name(.engine, "an engine", among: names) { Engines.remedy(for: $0, among: names) }
      .flatMap(Engines.preCopy)
  }

  mutating func machine() -> MigrationCase.Machine? {
    name(.devices, "a kind of devices", among: MigrationCase.Machine.names)
      .flatMap(MigrationCase.Machine.init(named:))
  }

  private mutating func name(
    _ column: InventoryColumn, _ noun: String, among names: [String],
    meaning: (String) -> String? = { _ in nil }
  ) -> String? {
    guard let text = row.cells[column] else { return nil }
    if names.contains(text) { return text }
    complain(
      column, "\"\(text)\" is not \(noun)",
      meaning(text) ?? advice(instead: text, of: names, none: "leave it empty"))
    return nil
  }

  /// Two columns that say the same in different units.
  mutating func exclude(_ a: InventoryColumn, _ b: InventoryColumn) {
    guard row.cells[a] != nil, row.cells[b] != nil else { return }
    complain(a, "comes with \(b.rawValue), which says the same", "leave one of them empty")
  }

  /// How the guest writes: by its streams where there are any, or by its dirty rate.
  mutating func writes(into used: Pages) -> Guest.Writes {
    var left = used
    var streams: [Guest.Stream] = []
    for columns in InventoryColumn.streams {
      guard let pattern: Guest.Stream.Pattern = word(columns.pattern, "a pattern") else { continue }
      guard let pages = count(columns.workingSet, 1...1 << 40) else {
        if row.cells[columns.workingSet] == nil {
          complain(columns.workingSet, "is missing", "write its size in pages, such as 16384")
        }
        continue
      }
      let writes = number(columns.writes, in: 0...CurveFitError.fastestWrites) ?? 0
      let words = count(columns.words, 1...1024) ?? 2
      if Pages(pages) > left, !hasProblems {
        complain(
          columns.workingSet, "\(pages) pages do not fit into the memory that is used",
          "write \(left.count) or less")
      }
      left = left - Pages(pages)
      streams.append(
        .init(
          pattern: pattern, workingSet: Pages(pages), writes: PagesPerSecond(writes), words: words))
    }
    if row.cells[.dirtyRate]?.lowercased() == "unknown" {
      guard streams.isEmpty else {
        complain(.dirtyRate, "stands beside streams of writes", "leave one of them empty")
        return .streams(streams)
      }
      return .unknown
    }
    let rate = number(.dirtyRate, in: 0...CurveFitError.fastestWrites)
    let window = number(.dirtyRateWindow, in: 0.001...1e6)
    if !streams.isEmpty, let rate, rate > 0 {
      complain(.dirtyRate, "comes with streams of writes", "leave one of them empty")
    }
    // Where streams could be told and none is, the guest is known to be idle.
    if !streams.isEmpty || rate == nil && row.tellsStreams { return .streams(streams) }
    return .measured(rate: PagesPerSecond(rate ?? 0), window: Seconds(window ?? 1))
  }
}

extension Bytes {
  /// As a cell of a column in MiB would have it.
  fileprivate var mebibyteText: String { CSVTable.shortest(value / 1_048_576) }
}
