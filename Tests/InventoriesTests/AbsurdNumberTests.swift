import Experiment
import Foundation
import Testing

@testable import Inventories

@Suite("Whatever the numbers say")
struct AbsurdNumberTests {
  /// Files that are imported together, and how their numbers stand: apart from names that hold digits.
  static let samples: [(files: [String], leads: [Character])] = [
    (
      [
        "rvtools/csv-4.7/RVTools_tabvInfo.csv", "rvtools/csv-4.7/RVTools_tabvMemory.csv",
        "rvtools/csv-4.7/RVTools_tabvDisk.csv", "rvtools/csv-4.7/RVTools_tabvHost.csv",
      ], [","]
    ),
    (["libvirt/kvm-a/domstats.txt", "libvirt/kvm-a/nodeinfo.txt"], ["=", " "]),
    (["kubevirt/vmis.json", "kubevirt/nodes.json", "kubevirt/dirty-rate.json"], ["\"", " "]),
    (["proxmox/cluster-resources.json"], [":"]),
    (["openstack/servers.json", "openstack/flavors.json", "openstack/hypervisors.json"], [" "]),
  ]

  @Test(
    "a size or a number of processors that no machine has is a mistake with its place",
    arguments: [
      (
        "vms.csv", "VM,Host,Memory MiB,CPUs\na,h,1024,99999999999\n",
        "vms.csv, row 2, column \"CPUs\": 99999999999 is no number of processors"
      ),
      (
        "vms.csv", "VM,Host,Memory MiB,CPUs\na,h,1024,2.5\n",
        "vms.csv, row 2, column \"CPUs\": 2.5 is no number of processors"
      ),
      (
        "vms.csv", "VM,Host,Memory MiB\na,h,4\nb,h,99999999999999\n",
        "vms.csv, row 3, column \"Memory MiB\": 99999999999999 is too much: more than 1 PiB"
      ),
      (
        "RVTools_tabvInfo.csv", "VM,Powerstate,CPUs,Memory\na,poweredOn,5000,4096\n",
        "RVTools_tabvInfo.csv, row 2, column \"CPUs\": 5000 is no number of processors"
      ),
      (
        "r.json",
        "[{\"id\": \"qemu/1\", \"type\": \"qemu\", \"node\": \"n\",\n\"maxmem\": 1e18, \"maxcpu\": 2}]",
        "r.json, line 2, column 11, $[0].maxmem: 1e18 is too much"
      ),
      (
        "k/domstats.txt", "Domain: 'a'\n  balloon.maximum=9999999999999999\n",
        "domstats.txt, line 2: balloon.maximum: 9999999999999999 is too much"
      ),
      (
        "k/domstats.txt", "Domain: 'a'\n  vcpu.current=9999\n  balloon.maximum=1024\n",
        "domstats.txt, line 2: vcpu.current: 9999 is no number of processors"
      ),
    ])
  func places(name: String, text: String, complaint: String) throws {
    let error = #expect(throws: ImportErrors.self) {
      try Samples.estate(files: [name: Array(text.utf8)])
    }
    #expect(error?.description.contains(complaint) == true, "\(error?.description ?? "")")
  }

  @Test(
    "each becomes a sound scenario or a mistake with a place, never a crash",
    arguments: samples.indices, ["99999999999999999999999999", "0", "-7"])
  func numbers(sample: Int, number: String) throws {
    let (files, leads) = Self.samples[sample]
    for changed in files {
      let text = try Samples.text(changed)
      let places = text.indices.filter { place in
        text[place].isNumber && place > text.startIndex
          && leads.contains(text[text.index(before: place)])
      }
      for place in places.enumerated().filter({ $0.offset % max(1, places.count / 12) == 0 }) {
        let rest = text[place.element...].drop { $0.isNumber }
        var contents = try files.reduce(into: [String: [UInt8]]()) {
          $0[$1] = try Samples.bytes($1)
        }
        contents[changed] = Array((text[..<place.element] + number + rest).utf8)
        do {
          let estate = try Samples.estate(files: contents)
          let imported = Imported(estate)
          guard imported.hasVMs else { continue }
          _ = try Scenario(parsing: imported.scenario, file: "fleet.json")
        } catch let error as ImportErrors {
          #expect(!error.errors.isEmpty)
        }
      }
    }
  }
}
