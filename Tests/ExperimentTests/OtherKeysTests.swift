import Experiment
import StrictJSON
import Testing

@Suite("Cloud Hypervisor's and the published engines in a scenario")
struct OtherKeysTests {
  private func complaints(_ strategy: String) -> String {
    do throws(ScenarioErrors) {
      _ = try Scenario(parsing: FaultSpecTests.text(strategy: strategy), file: "test.json")
      return ""
    } catch {
      return error.description
    }
  }

  @Test(
    "every constant can be set",
    arguments: [
      #"{ "engine": "cloud-hypervisor", "downtimeLimit": "100 ms", "timeout": "60 s", "onTimeout": "ignore", "connections": 8, "perConnection": "10 Gbit/s", "bitmapTimePerGiB": "9 ms" }"#,
      #"{ "engine": "vmware-like", "downtimeLimit": "0.5 s", "dirtyTarget": 0.5, "leastShare": 0.1 }"#,
      #"{ "engine": "vmware-like", "slowsDown": false, "smallResidue": "8 MiB", "leastProgress": "2 MiB" }"#,
      #"{ "engine": "hyper-v-like", "maximumRounds": 5, "minimumResidue": 100, "compression": { "method": "zstd", "threads": 8 } }"#,
    ])
  func taken(strategy: String) { #expect(complaints(strategy) == "") }

  @Test(
    "what makes no sense is refused with what to write instead",
    arguments: [
      (#"{ "engine": "cloud-hypervisor", "maximumRounds": 3 }"#, "no such parameter"),
      (#"{ "engine": "cloud-hypervisor", "onTimeout": "force" }"#, "ignore"),
      (#"{ "engine": "cloud-hypervisor", "connections": 129 }"#, "from 1 to 128"),
      (#"{ "engine": "vmware-like", "dirtyTarget": 1.5 }"#, "up to 1"),
      (
        #"{ "engine": "vmware-like", "slowsDown": false, "dirtyTarget": 0.5 }"#,
        "the guest is not slowed down here"
      ),
      (#"{ "engine": "vmware-like", "smallResidue": "1 MiB" }"#, "add \"slowsDown\": false"),
      (#"{ "engine": "hyper-v-like", "timeout": "1 s" }"#, "no such parameter"),
      (#"{ "engine": "xen-modern", "timeout": "1 s" }"#, "no such parameter"),
    ])
  func refused(strategy: String, complaint: String) {
    #expect(complaints(strategy).contains(complaint))
  }
}
