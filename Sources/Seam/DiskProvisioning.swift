/// What of a disk takes space.
public enum DiskProvisioning: String, Hashable, Sendable, CaseIterable {
  /// What has been written to it. Copies leave its holes out.
  case thin
  /// All of it. It is an extent without holes, and copied as such.
  case thick
}
