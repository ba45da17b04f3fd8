/// The parameters of every family.
struct CalibratedFamilies: Hashable, Sendable {
  private var table: [WorkloadFamily: FamilyParameters]

  /// A family's parameters; those of `unknown` where none are given.
  subscript(family: WorkloadFamily) -> FamilyParameters {
    get { table[family.calibrated] ?? table[.unknown] ?? FamilyParameters() }
    set { table[family.calibrated] = newValue }
  }

  /// Estimated from 1,518 pre-copy migrations over Gigabit Ethernet and as many of each other technique
  /// (Jo, Cho and Egger, SoCC 2017) by
  ///
  ///     apus calibrate kvm-migrations.csv --evaluations 110 --rows 200
  ///
  /// Idle and key-value were not measured and are taken for `unknown`, which is not fitted to anything: it
  /// is as wide as the families lie apart.
  static let standard = CalibratedFamilies(table: [
    .unknown: FamilyParameters(),
    .database: FamilyParameters(
      coldShare: .init(0.3491, 0.8), hotTime: .init(1.011, 0.5), coldReach: 0.707,
      rate: .init(1.054, 0.04257),
      busyShare: 0.8388, period: 1, otherPhase: 0.0144, otherRate: .init(27.51, 0.8),
      encodableShare: 0.9854,
      encoded: 0.009231, compressed: .init(0.2124, 0.2), compressing: .init(73.04, 0.2194),
      compressingLoss: 0.3874),
    .java: FamilyParameters(
      coldShare: .init(0.7843, 0.8), hotTime: .init(6.756, 0.5), coldReach: 0.08937,
      rate: .init(0.9996, 0.3272),
      busyShare: 0.9715, period: 1, otherPhase: 0.1412, otherRate: .init(25.69, 0.8),
      encodableShare: 0.859,
      encoded: 0.3697, compressed: .init(0.602, 0.2), compressing: .init(74.95, 0.1888),
      compressingLoss: 0.3823),
    .scientific: FamilyParameters(
      coldShare: .init(0.4033, 0.8), hotTime: .init(5.196, 0.5), coldReach: 0.1854,
      rate: .init(0.8034, 0.3054),
      busyShare: 0.5262, period: 1, otherPhase: 0.6456, otherRate: .init(25.48, 0.8),
      encodableShare: 0.9899,
      encoded: 0.01327, compressed: .init(0.1948, 0.2), compressing: .init(63.71, 0.1815),
      compressingLoss: 0.372),
    .media: FamilyParameters(
      coldShare: .init(0.09924, 0.8), hotTime: .init(0.02803, 0.5), coldReach: 0.06679,
      rate: .init(1.026, 0.0767),
      busyShare: 0.9762, period: 1, otherPhase: 0.3068, otherRate: .init(23.14, 0.8),
      encodableShare: 0.03255,
      encoded: 0.3014, compressed: .init(0.7, 0.2), compressing: .init(53.97, 0.2711),
      compressingLoss: 0.1713),
    .compile: FamilyParameters(
      coldShare: .init(0.9046, 0.8), hotTime: .init(2.414, 0.5), coldReach: 0.5579,
      rate: .init(0.9184, 0.1644),
      busyShare: 0.7732, period: 1, otherPhase: 0.1387, otherRate: .init(10.45, 0.8),
      encodableShare: 0.4081,
      encoded: 0.09708, compressed: .init(0.424, 0.2), compressing: .init(61.13, 0.1503),
      compressingLoss: 0.2417),
    .sequentialStress: FamilyParameters(
      coldShare: .init(0.7713, 0.8), hotTime: .init(12.63, 0.5), coldReach: 0.9411,
      rate: .init(1.143, 0.119),
      busyShare: 0.8809, period: 1, otherPhase: 0.008642, otherRate: .init(24.92, 0.8),
      encodableShare: 0.493,
      encoded: 0.04489, compressed: .init(0.65, 0.2), compressing: .init(61.86, 0.4054),
      compressingLoss: 0.2865),
  ])
}
