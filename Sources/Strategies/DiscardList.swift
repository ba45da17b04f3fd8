import Glibc
public import Seam
public import Quantities

/// The list that tells the destination which pages it must not use, because they have been written
/// since they were sent: ranges of host pages, some to a command (QEMU's postcopy-ram-discard).
///
///     bytes = ranges * perRange + ceil(ranges / rangesPerCommand) * perCommand
///
/// Of H host pages, of which a share q holds dirty pages that lie anywhere, q (1 - q) H + 1 ranges
/// are expected: the most there can be, since real dirty pages lie together.
public struct DiscardList: Equatable, Sendable {
  /// An address and a length.
  public var perRange: Bytes
  /// Headers and the name of the memory block.
  public var perCommand: Bytes
  /// How many ranges one command holds at most.
  public var rangesPerCommand: Int

  public init(
    perRange: Bytes = Bytes(16), perCommand: Bytes = Bytes(14), rangesPerCommand: Int = 12
  ) {
    self.perRange = perRange
    self.perCommand = perCommand
    self.rangesPerCommand = rangesPerCommand
  }

  /// What the list costs on the wire.
  public func bytes(dirty: Pages, of memory: Pages, hostPage: HostPage) -> Bytes {
    guard dirty > .zero else { return .zero }
    let size = Double(hostPage.pages.count)
    let clean = 1 - Double(dirty.count) / Double(memory.count)
    let share = 1 - pow(clean, size)
    let ranges = (Double(memory.count) / size * share * (1 - share)).rounded() + 1
    let commands = (ranges / Double(rangesPerCommand)).rounded(.up)
    return Bytes(ranges * perRange.value + commands * perCommand.value)
  }
}
