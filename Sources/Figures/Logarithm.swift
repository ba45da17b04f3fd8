#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension Double {
  /// Its logarithm to the base 10.
  var logarithm: Double { log10(self) }

  /// 10 to the power of a number.
  static func exp10(_ power: Double) -> Double { pow(10, power) }
}
