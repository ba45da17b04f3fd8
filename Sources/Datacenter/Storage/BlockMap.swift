import Glibc
import Quantities

/// Which chunks of a disk a copy has still to move, by expected numbers.
///
/// Regions that are written alike are cut into cells, which a copy visits in address order. Of a cell's
/// chunks, those are dirty that were written since the cell was last copied: the exposure law, with one
/// mark per cell. What is never written is one cell. Chance is left out: the deviation of a count of
/// chunks is at most its square root.
struct BlockMap {
  /// What happens to a chunk's mark when the guest writes it, or a copy reads it.
  enum Tracking: Hashable {
    /// A write marks it, the copy clears the mark before it reads: QEMU's background mirror.
    case clearedOnCopy
    /// A bitmap of the whole disk, read and cleared when a pass begins; or region by region, the
    /// calmest first, when the pass comes to the region: dirty block tracking.
    case clearedByPass(hotLast: Bool)
    /// A write goes to both sides, wherever the copy stands: QEMU's write-blocking mirror.
    case writtenThrough
    /// A write goes to both sides where the copy has been, and to the source alone where it has not:
    /// I/O mirroring.
    case mirroredBehindCursor
  }

  struct Cell {
    /// The place of its region; `nil` for what is never written.
    let region: Int?
    let chunks: Double
    /// The region's exposure when it was last copied; `nil` for never.
    var copiedAt: Double?
    /// Found dirty when the pass began, where a pass reads the bitmap.
    var found = 0.0
  }

  let regions: [BlockClass]
  let granularity: Bytes
  let tracking: Tracking
  var cells: [Cell] = []
  /// Region -> writes per chunk so far.
  private(set) var exposure: [Double]
  /// Region -> writes per chunk and second, at full speed.
  private let rate: [Double]

  /// Cells of a region: a pass over it is followed in so many steps.
  private static let cellsPerRegion = 24

  /// A disk of which nothing has been copied.
  ///
  /// - Parameter content: what there is to copy; the regions lie at its start.
  init(content: Bytes, regions: [BlockClass], granularity: Bytes, tracking: Tracking) {
    self.regions = regions
    self.granularity = granularity
    self.tracking = tracking
    exposure = regions.map { _ in 0 }
    rate = regions.map { region in
      region.region > .zero
        ? region.chunkWrites(of: granularity) / (region.region / granularity) : 0
    }
    var rest = content
    for (place, region) in regions.enumerated() {
      let size = min(region.region, rest)
      rest = rest - size
      for _ in 0..<Self.cellsPerRegion where size > .zero {
        cells.append(
          Cell(region: place, chunks: size / granularity / Double(Self.cellsPerRegion)))
      }
    }
    if rest > .zero { cells.append(Cell(region: nil, chunks: rest / granularity)) }
  }

  /// The guest runs on.
  mutating func run(for time: Seconds, speed: Double) {
    for region in regions.indices { exposure[region] += rate[region] * time.value * speed }
  }

  /// The order in which a pass visits the cells.
  var order: [Int] {
    guard tracking == .clearedByPass(hotLast: true) else { return Array(cells.indices) }
    func heat(_ cell: Int) -> Double { cells[cell].region.map { rate[$0] } ?? 0 }
    return cells.indices.sorted { (heat($0), $0) < (heat($1), $1) }
  }

  // MARK: What is dirty

  /// The share of a cell's chunks that so much exposure has hit.
  private func hit(_ exposure: Double, _ region: Int) -> Double {
    regions[region].pattern == .uniform ? -expm1(-exposure) : min(1, exposure)
  }

  /// Whether a write to a chunk that has not been copied makes the copying superfluous.
  private func replacesChunk(_ region: Int) -> Bool {
    tracking == .writtenThrough && regions[region].writeSize >= granularity
  }

  /// The chunks of a cell that must be copied (again).
  ///
  /// - Parameter time: how long the guest will have run at full speed from now.
  func dirty(_ cell: Int, after time: Seconds = .zero) -> Double {
    let cell = cells[cell]
    guard let region = cell.region else { return cell.copiedAt == nil ? cell.chunks : 0 }
    let exposure = exposure[region] + rate[region] * time.value
    guard let copiedAt = cell.copiedAt else {
      return replacesChunk(region) ? cell.chunks * (1 - hit(exposure, region)) : cell.chunks
    }
    switch tracking {
    case .clearedOnCopy, .clearedByPass: return cell.chunks * hit(exposure - copiedAt, region)
    case .writtenThrough, .mirroredBehindCursor: return 0
    }
  }

  /// What must be copied (again).
  func dirtyBytes(after time: Seconds = .zero) -> Bytes {
    granularity * cells.indices.reduce(0) { $0 + dirty($1, after: time) }
  }

  /// What of the disk is written at least once in a time.
  func written(in time: Seconds) -> Bytes {
    let chunks = cells.reduce(0.0) { sum, cell in
      sum + (cell.region.map { cell.chunks * hit(rate[$0] * time.value, $0) } ?? 0)
    }
    return granularity * chunks
  }

  // MARK: Copying

  /// A pass begins.
  mutating func beginPass() {
    guard tracking == .clearedByPass(hotLast: false) else { return }
    for index in cells.indices { readBitmap(of: index) }
  }

  /// The copy comes to a cell.
  ///
  /// - Returns: how many chunks of it must be copied.
  mutating func visit(_ cell: Int) -> Double {
    if tracking == .clearedByPass(hotLast: true) { readBitmap(of: cell) }
    if case .clearedByPass = tracking { return cells[cell].found }
    return dirty(cell)
  }

  private mutating func readBitmap(of cell: Int) {
    cells[cell].found = dirty(cell)
    cells[cell].copiedAt = cells[cell].region.map { exposure[$0] } ?? 0
  }

  /// A cell has been copied; its visit began at an exposure.
  ///
  /// Its chunks were copied one after the other meanwhile: on average half-way.
  mutating func copied(_ cell: Int, since exposureThen: Double) {
    if case .clearedByPass = tracking {
      cells[cell].found = 0
    } else {
      cells[cell].copiedAt = cells[cell].region.map { (exposureThen + exposure[$0]) / 2 } ?? 0
    }
  }

  /// The exposure of a cell's region.
  func exposure(of cell: Int) -> Double { cells[cell].region.map { exposure[$0] } ?? 0 }

  // MARK: The guest's writes

  /// What of the guest's writes goes to both sides at present, in bytes per second.
  ///
  /// - Parameter current: a cell of which half has been copied.
  func mirroredRate(current: Int?) -> BytesPerSecond {
    switch tracking {
    case .clearedOnCopy, .clearedByPass: return .zero
    case .writtenThrough: return regions.reduce(.zero) { $0 + $1.bandwidth }
    case .mirroredBehindCursor:
      var rate = 0.0
      for (place, region) in regions.enumerated() {
        var (all, copied) = (0.0, 0.0)
        for (index, cell) in cells.enumerated() where cell.region == place {
          all += cell.chunks
          copied += cell.chunks * (cell.copiedAt != nil ? 1 : index == current ? 0.5 : 0)
        }
        if all > 0 { rate += region.bandwidth.value * copied / all }
      }
      return BytesPerSecond(rate)
    }
  }
}
