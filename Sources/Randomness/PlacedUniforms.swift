import Glibc

/// Uniform numbers one after the other that belong to a place, such as an instant: whoever comes there finds
/// the same ones.
///
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC '11.
public struct PlacedUniforms: Sendable {
  private let name: RandomName
  private let track: UInt64
  private let place: UInt64
  private var number: UInt64 = 0
  private var words: (UInt64, UInt64, UInt64, UInt64)

  /// - Parameters:
  ///   - track: from 1 on; numbers of the same name with different tracks are independent.
  ///   - place: numbers of different places are independent.
  /// - Precondition: `track` is positive.
  public init(of name: RandomName, track: UInt64, place: UInt64) {
    precondition(track > 0, "track 0 is the stream's")
    self.name = name
    self.track = track
    self.place = place
    words = name.block(track: track, cell: place, number: 0)
  }

  /// A number from 0 up to, not including, 1: each multiple of 2^-53 is equally likely.
  public mutating func next() -> Double {
    let word: UInt64
    switch number % 4 {
    case 0:
      if number > 0 { words = name.block(track: track, cell: place, number: number / 4) }
      word = words.0
    case 1: word = words.1
    case 2: word = words.2
    default: word = words.3
    }
    number += 1
    return RandomName.uniform(word)
  }

  /// An exponential time with the given mean.
  public mutating func exponential(mean: Double) -> Double { -mean * log(1 - next()) }
}
