/// Starters about fleets. JSON has no comments: what would be one stands in `notes` and `note`.
extension Starter {
  static let drainText = """
    {
      "format": 1,
      "question": "How long does it take to empty esx-1, and does it fit into ten minutes?",
      "notes": [
        "Change what is yours: hosts, their links, VMs and how they write. apus import makes all that of an export.",
        "Then ask about any host: apus drain drain.json esx-3 --at-once 4 --deadline '5 min'"
      ],
      "hosts": [ { "name": "esx-{}", "count": 4, "memory": "256 GiB", "note": "esx-1 to esx-4" } ],
      "network": {
        "topologies": [
          { "singleSwitch": { "cable": { "bandwidth": "10 Gbit/s", "latency": "20 us" } } }
        ]
      },
      "vms": [
        {
          "name": "web-{}", "count": 40, "host": "esx-*", "memory": "8 GiB",
          "note": "dealt out to the hosts in turn; sizes and rates are drawn for each",
          "writes": {
            "hot": {
              "size": { "uniform": { "low": "64 MiB", "high": "512 MiB" } },
              "rate": { "uniform": { "low": "1000 writes/s", "high": "20000 writes/s" } }
            }
          }
        },
        {
          "name": "gpu", "host": "esx-1", "memory": "16 GiB", "pinned": "passed-through device",
          "note": "cannot leave: the headline says so"
        }
      ],
      "requests": [ { "at": "10 s", "evacuate": "esx-1", "deadline": "10 min" } ],
      "admission": { "limits": { "hostOut": 2 }, "order": "memoryDescending" },
      "placement": { "policy": "least-loaded" },
      "strategies": {
        "qemu": { "preCopy": { "engine": "qemu-8.2", "maximumBandwidth": "10 Gbit/s" } }
      },
      "replications": 20,
      "seed": 1
    }

    """

  static let upgradeText = """
    {
      "format": 1,
      "question": "How long does it take to upgrade eight hosts, one or two at a time, and does a night of eight hours do?",
      "notes": [
        "maintain: each host is emptied, worked on and used again; return says what becomes of its VMs.",
        "arms: what is compared; each changes only what it says."
      ],
      "hosts": [ { "name": "esx-{}", "count": 8, "memory": "256 GiB", "note": "esx-1 to esx-8" } ],
      "network": {
        "topologies": [
          { "singleSwitch": { "cable": { "bandwidth": "10 Gbit/s", "latency": "20 us" } } }
        ]
      },
      "vms": [
        {
          "name": "web-{}", "count": 80, "host": "esx-*", "memory": "8 GiB",
          "note": "dealt out to the hosts in turn; sizes and rates are drawn for each",
          "writes": {
            "hot": {
              "size": { "uniform": { "low": "64 MiB", "high": "512 MiB" } },
              "rate": { "uniform": { "low": "1000 writes/s", "high": "20000 writes/s" } }
            }
          }
        }
      ],
      "requests": [
        {
          "name": "upgrade", "maintain": "esx-*", "return": "spread",
          "work": { "uniform": { "low": "15 min", "high": "25 min" } }, "deadline": "8 h"
        }
      ],
      "admission": { "limits": { "hostOut": 2 } },
      "placement": { "policy": "least-loaded" },
      "strategies": {
        "qemu": { "preCopy": { "engine": "qemu-8.2", "maximumBandwidth": "10 Gbit/s" } }
      },
      "arms": {
        "one-host": { "atOnce": 1 },
        "two-hosts": { "atOnce": 2 },
        "two-hosts-packed": { "atOnce": 2, "placement": { "policy": "pack" } }
      },
      "replications": 10,
      "seed": 1
    }

    """
}
