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

  /// Whether the VM's memory is handed over on its host.
  let handsMemoryOver: Bool

  /// What its transfers cross, and over how many links side by side they go.
  let path: [CapacityID]
  let linksAtOnce: Int

  /// Whether the VM's memory stays where it is.
  var staysOnItsHost: Bool { source == destination }
  /// Whether its devices are stopped, and started by others.
  var switchesDevices: Bool { !staysOnItsHost || handsMemoryOver }
}
