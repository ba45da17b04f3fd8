/// What moves, from where to where, and over which route.
struct Itinerary {
  let id: MigrationID
  let vm: VMID
  let source: HostID
  let destination: HostID
  /// Where the request wants copied files to go.
  let wantedStore: DatastoreID?
  let route: Route
  /// What is switched over with the VM.
  let devices: Devices

  /// Whether only storage moves.
  var staysOnItsHost: Bool { source == destination }
}
