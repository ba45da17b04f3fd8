/// The parameters of every family.
package struct CalibratedFamilies: Hashable, Sendable {
  private var table: [WorkloadFamily: FamilyParameters]

  /// A family's parameters; those of `unknown` where none are given.
  package subscript(family: WorkloadFamily) -> FamilyParameters {
    get { table[family.calibrated] ?? table[.unknown] ?? FamilyParameters() }
    set { table[family.calibrated] = newValue }
  }

  /// Estimated from 1,518 pre-copy migrations over Gigabit Ethernet and as many of each other technique
  /// (Jo, Cho and Egger, SoCC 2017) by
  ///
  ///     apus calibrate kvm-migrations.csv --evaluations 110 --rows 200
  ///
  /// Those of compression are from a later run of this command than the others, since
  /// `compressedAgain` is younger than they are.
  ///
  /// `unknown` is one more of these six kinds (`FamilyParameters.init(population:)`), to four digits. Idle
  /// and key-value were not measured and are taken for it.
  package static let standard = CalibratedFamilies(table: [
    .unknown: FamilyParameters(
      coldShare: .init(0.5743, 2.908), hotTime: .init(1.916, 2.805), coldReach: .init(0.471, 1.902),
      rate: .init(1.01, 0.227), busyShare: .init(0.841, 2.057), period: 1, otherPhase: 0.2508,
      otherRate: .init(21.03, 0.9368), encodableShare: 0.6025, encoded: 0.1066,
      compressed: .init(0.5027, 0.4432),
      compressedAgain: .init(1.035, 0.8167), compressing: .init(44.92, 0.2004),
      compressingLoss: 0.2062, crowdedShare: 0.1683),
    .database: FamilyParameters(
      coldShare: .init(0.34, 0.8), hotTime: .init(1.38, 0.5), coldReach: .init(0.4918, 0),
      rate: .init(1.054, 0.06216), busyShare: .init(0.7711, 0), period: 1, otherPhase: 0.02181,
      otherRate: .init(31.7, 0.8), encodableShare: 0.984, encoded: 0.1195,
      compressed: .init(0.38, 0.2027),
      compressedAgain: .init(1.106, 0.1331), compressing: .init(46.05, 0.2013),
      compressingLoss: 0.3961, crowdedShare: 0.05996),
    .java: FamilyParameters(
      coldShare: .init(0.8301, 0.8), hotTime: .init(4.362, 0.5), coldReach: .init(0.1042, 0),
      rate: .init(1.091, 0.264), busyShare: .init(0.957, 0), period: 1, otherPhase: 0.1711,
      otherRate: .init(18.14, 0.8), encodableShare: 0.861, encoded: 0.41,
      compressed: .init(0.4283, 0.1949),
      compressedAgain: .init(1.342, 0.1284), compressing: .init(49.14, 0.1222),
      compressingLoss: 0.3217, crowdedShare: 0.1707),
    .scientific: FamilyParameters(
      coldShare: .init(0.226, 0.8), hotTime: .init(4.756, 0.5), coldReach: .init(0.4158, 0),
      rate: .init(0.8292, 0.206), busyShare: .init(0.247, 0), period: 1, otherPhase: 0.639,
      otherRate: .init(25.69, 0.8), encodableShare: 0.9911, encoded: 0.03014,
      compressed: .init(0.4366, 0.303),
      compressedAgain: .init(0.5259, 0.5303), compressing: .init(42.19, 0.06735),
      compressingLoss: 0.3538, crowdedShare: 0.2138),
    .media: FamilyParameters(
      coldShare: .init(0.0832, 0.8), hotTime: .init(0.03513, 0.5), coldReach: .init(0.3976, 0),
      rate: .init(1.052, 0.03331), busyShare: .init(0.9556, 0), period: 1, otherPhase: 0.312,
      otherRate: .init(23.33, 0.8), encodableShare: 0.03257, encoded: 0.07466,
      compressed: .init(0.8593, 0.1947),
      compressedAgain: .init(0.8722, 1.037), compressing: .init(48.23, 0.1475),
      compressingLoss: 0.0755, crowdedShare: 0.2291),
    .compile: FamilyParameters(
      coldShare: .init(0.9666, 0.8), hotTime: .init(3.75, 0.5), coldReach: .init(0.4753, 0),
      rate: .init(0.9115, 0.1287), busyShare: .init(0.8475, 0), period: 1, otherPhase: 0.1755,
      otherRate: .init(10.92, 0.8), encodableShare: 0.3889, encoded: 0.2474,
      compressed: .init(0.521, 0.03505),
      compressedAgain: .init(0.9754, 0.1653), compressing: .init(43.94, 0.08986),
      compressingLoss: 0.2097, crowdedShare: 0.1249),
    .sequentialStress: FamilyParameters(
      coldShare: .init(0.7576, 0.8), hotTime: .init(13.11, 0.5), coldReach: .init(0.9122, 0),
      rate: .init(1.158, 0.1122), busyShare: .init(0.8815, 0), period: 1, otherPhase: 0.01043,
      otherRate: .init(22.96, 0.8), encodableShare: 0.3713, encoded: 0.03583,
      compressed: .init(0.5072, 0.3186),
      compressedAgain: .init(1.85, 0.8321), compressing: .init(40.62, 0.3029),
      compressingLoss: 0.07696, crowdedShare: 0.1396),
  ])
}
