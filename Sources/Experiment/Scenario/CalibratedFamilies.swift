/// The parameters of every family.
struct CalibratedFamilies: Hashable, Sendable {
  private var table: [WorkloadFamily: FamilyParameters]

  /// A family's parameters; those of `unknown` where none are given.
  subscript(family: WorkloadFamily) -> FamilyParameters {
    get { table[family.calibrated] ?? table[.unknown] ?? FamilyParameters() }
    set { table[family.calibrated] = newValue }
  }

  /// Estimated by `apus calibrate` from about 1,500 pre-copy migrations over Gigabit Ethernet (Jo, Cho
  /// and Egger, SoCC 2017). Idle and key-value were not measured and are taken for `unknown`, which is
  /// not fitted to anything: it is as wide as the families lie apart.
  static let standard = CalibratedFamilies(table: [
    .unknown: FamilyParameters(),
    .compile: FamilyParameters(
      coldShare: .init(0.89, 0.8), hotTime: .init(1.49, 0.5), coldReach: 0.34,
      rate: .init(1.051, 0.17),
      busyShare: 0.91, otherPhase: 0.063, otherRate: .init(18, 0.8), encodableShare: 0.13,
      encoded: 0.32, compressed: .init(0.39, 0.2), compressing: .init(60, 0.14),
      compressingLoss: 0.21),
    .java: FamilyParameters(
      coldShare: .init(0.05, 0.8), hotTime: .init(1.02, 0.5), coldReach: 0.52,
      rate: .init(1.094, 0.28),
      busyShare: 0.94, otherPhase: 0.185, otherRate: .init(25, 0.8), encodableShare: 0.8,
      encoded: 0.42, compressed: .init(0.53, 0.2), compressing: .init(72, 0.21),
      compressingLoss: 0.36),
    .sequentialStress: FamilyParameters(
      coldShare: .init(0.75, 0.8), hotTime: .init(11.1, 0.5), coldReach: 0.9,
      rate: .init(1.197, 0.08),
      busyShare: 0.83, otherPhase: 0.022, otherRate: .init(22, 0.8), encodableShare: 0.51,
      encoded: 0.41, compressed: .init(0.64, 0.2), compressing: .init(57, 0.33),
      compressingLoss: 0.21),
    .media: FamilyParameters(
      coldShare: .init(0.09, 0.8), hotTime: .init(0.12, 0.5), coldReach: 0.72,
      rate: .init(1.01, 0.06),
      busyShare: 0.97, otherPhase: 0.265, otherRate: .init(24, 0.8), encodableShare: 0.33,
      encoded: 0.73, compressed: .init(0.74, 0.2), compressing: .init(56, 0.25),
      compressingLoss: 0.2),
    .database: FamilyParameters(
      coldShare: .init(0.35, 0.8), hotTime: .init(2.57, 0.5), coldReach: 0.72, rate: .init(1, 0.06),
      busyShare: 0.93, otherPhase: 0.018, otherRate: .init(33, 0.8), encodableShare: 0.97,
      encoded: 0.01, compressed: .init(0.2, 0.2), compressing: .init(74, 0.19),
      compressingLoss: 0.37),
    .scientific: FamilyParameters(
      coldShare: .init(0.56, 0.8), hotTime: .init(0.42, 0.5), coldReach: 0.38,
      rate: .init(0.9802, 0.07),
      busyShare: 0.17, otherPhase: 0.573, otherRate: .init(36, 0.8), encodableShare: 0.96,
      encoded: 0.05, compressed: .init(0.21, 0.2), compressing: .init(65, 0.22),
      compressingLoss: 0.37),
  ])
}
