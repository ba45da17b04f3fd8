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
      coldShare: .init(0.641, 0.687), hotTime: .init(2.57, 0.538), coldReach: 0.59,
      rate: .init(1.13, 0.052), busyShare: 0.73, period: 0.86, otherPhase: 0.083,
      otherRate: .init(25.4, 0.068)),
    .java: FamilyParameters(
      coldShare: .init(0.088, 0.589), hotTime: .init(1.43, 0.597), coldReach: 0.57,
      rate: .init(1.10, 0.404), busyShare: 0.60, period: 0.84, otherPhase: 0.103,
      otherRate: .init(11.0, 0.574)),
    .sequentialStress: FamilyParameters(
      coldShare: .init(0.850, 0.600), hotTime: .init(8.68, 0.462), coldReach: 0.91,
      rate: .init(1.17, 0.089), busyShare: 0.80, period: 0.92, otherPhase: 0.066,
      otherRate: .init(21.3, 1.041)),
    .media: FamilyParameters(
      coldShare: .init(0.045, 1.674), hotTime: .init(0.22, 0.681), coldReach: 0.33,
      rate: .init(1.11, 0.103), busyShare: 0.94, period: 0.08, otherPhase: 0.084,
      otherRate: .init(31.5, 0.857)),
    .database: databases,
    .scientific: FamilyParameters(
      coldShare: .init(0.284, 0.152), hotTime: .init(1.68, 0.512), coldReach: 0.45,
      rate: .init(0.76, 0.223), busyShare: 0.43, period: 1.58, otherPhase: 0.373,
      otherRate: .init(33.4, 0.109)),
  ])

  private static let databases = FamilyParameters(
    coldShare: .init(0.481, 0.674), hotTime: .init(2.09, 0.611), coldReach: 0.69,
    rate: .init(0.98, 0.156), busyShare: 0.80, period: 1.42, otherPhase: 0.022,
    otherRate: .init(18.3, 1.041))
}
