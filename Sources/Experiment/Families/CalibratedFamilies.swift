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
  /// `unknown` is one more of these six kinds (`FamilyParameters.init(population:)`), to four digits. Idle
  /// and key-value were not measured and are taken for it.
  package static let standard = CalibratedFamilies(table: [
    .unknown: FamilyParameters(
      coldShare: .init(0.5743, 2.908), hotTime: .init(1.916, 2.805), coldReach: .init(0.471, 1.902),
      rate: .init(1.01, 0.227), busyShare: .init(0.841, 2.057), period: 1, otherPhase: 0.2508,
      otherRate: .init(21.03, 0.9368), encodableShare: 0.6025, encoded: 0.1066,
      compressed: .init(0.5139, 0.4732), compressing: .init(45.07, 0.21),
      compressingLoss: 0.2427, crowdedShare: 0.1442),
    .database: FamilyParameters(
      coldShare: .init(0.34, 0.8), hotTime: .init(1.38, 0.5), coldReach: .init(0.4918, 0),
      rate: .init(1.054, 0.06216), busyShare: .init(0.7711, 0), period: 1, otherPhase: 0.02181,
      otherRate: .init(31.7, 0.8), encodableShare: 0.984, encoded: 0.1195,
      compressed: .init(0.3757, 0.2231), compressing: .init(44.98, 0.1523), compressingLoss: 0.3898,
      crowdedShare: 0.1234),
    .java: FamilyParameters(
      coldShare: .init(0.8301, 0.8), hotTime: .init(4.362, 0.5), coldReach: .init(0.1042, 0),
      rate: .init(1.091, 0.264), busyShare: .init(0.957, 0), period: 1, otherPhase: 0.1711,
      otherRate: .init(18.14, 0.8), encodableShare: 0.861, encoded: 0.41,
      compressed: .init(0.4644, 0.2657), compressing: .init(49.44, 0.09307), compressingLoss: 0.32,
      crowdedShare: 0.1792),
    .scientific: FamilyParameters(
      coldShare: .init(0.226, 0.8), hotTime: .init(4.756, 0.5), coldReach: .init(0.4158, 0),
      rate: .init(0.8292, 0.206), busyShare: .init(0.247, 0), period: 1, otherPhase: 0.639,
      otherRate: .init(25.69, 0.8), encodableShare: 0.9911, encoded: 0.03014,
      compressed: .init(0.3926, 0.2206), compressing: .init(39.99, 0.1559), compressingLoss: 0.3193,
      crowdedShare: 0.1618),
    .media: FamilyParameters(
      coldShare: .init(0.0832, 0.8), hotTime: .init(0.03513, 0.5), coldReach: .init(0.3976, 0),
      rate: .init(1.052, 0.03331), busyShare: .init(0.9556, 0), period: 1, otherPhase: 0.312,
      otherRate: .init(23.33, 0.8), encodableShare: 0.03257, encoded: 0.07466,
      compressed: .init(0.8313, 0.2823), compressing: .init(47.89, 0.1567), compressingLoss: 0.1142,
      crowdedShare: 0.1209),
    .compile: FamilyParameters(
      coldShare: .init(0.9666, 0.8), hotTime: .init(3.75, 0.5), coldReach: .init(0.4753, 0),
      rate: .init(0.9115, 0.1287), busyShare: .init(0.8475, 0), period: 1, otherPhase: 0.1755,
      otherRate: .init(10.92, 0.8), encodableShare: 0.3889, encoded: 0.2474,
      compressed: .init(0.5197, 0.06928), compressing: .init(43.92, 0.08923),
      compressingLoss: 0.2098, crowdedShare: 0.1223),
    .sequentialStress: FamilyParameters(
      coldShare: .init(0.7576, 0.8), hotTime: .init(13.11, 0.5), coldReach: .init(0.9122, 0),
      rate: .init(1.158, 0.1122), busyShare: .init(0.8815, 0), period: 1, otherPhase: 0.01043,
      otherRate: .init(22.96, 0.8), encodableShare: 0.3713, encoded: 0.03583,
      compressed: .init(0.6225, 0.3829), compressing: .init(44.78, 0.3445), compressingLoss: 0.1832,
      crowdedShare: 0.1475),
  ])
}
