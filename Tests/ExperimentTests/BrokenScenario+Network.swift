extension Broken {
  /// Networks over which VMs cannot move, or which cannot be built.
  static let network: [Broken] = [
    Broken(
      "hosts that no link joins", "[\"node-*\", \"tor\"]", "[\"node-1\", \"node-2\"]", line: 27,
      at: "$.requests[0].to", "there is no path for migrations from \"a\" to \"node-1\"",
      "join them by links, at NICs that are for migration"),
    Broken(
      "hosts that forward nothing", "{ \"between\": [\"a\", \"tor\"], \"bandwidth\"",
      "{ \"between\": [\"a\", \"node-2\"], \"bandwidth\"", line: 27, at: "$.requests[0].to",
      "there is no path for migrations from \"a\" to \"node-1\"",
      "join them by links, at NICs that are for migration"),
    Broken(
      "nothing that joins the hosts",
      """
          "links": [
            { "between": ["a", "tor"], "bandwidth": "10 Gbit/s", "latency": "0.1 ms" },
            { "between": ["node-*", "tor"], "bandwidth": "10 Gbit/s" }
          ]
      """, "    \"links\": []", line: 9, at: "$.network.links", "nothing joins the hosts",
      "write for example \"links\": [ { \"between\": [\"a\", \"b\"], \"bandwidth\": \"10 Gbit/s\" } ]"
    ),
    Broken(
      "two links of one name", "\"network\": {",
      "\"network\": { \"tree\": [ { \"name\": \"up\", \"between\": [\"a\", \"tor\"], \"bandwidth\": \"1 Gbit/s\" }, { \"name\": \"up\", \"between\": [\"node-1\", \"tor\"], \"bandwidth\": \"1 Gbit/s\" } ],",
      line: 7, at: "$.network.tree[1].name", "a link named \"up\" is on line 7 already",
      "give each its own name"),
    Broken(
      "a link that carries nothing", "[\"node-*\", \"tor\"], \"bandwidth\": \"10 Gbit/s\"",
      "[\"node-*\", \"tor\"], \"bandwidth\": \"0 bit/s\"", line: 11,
      at: "$.network.links[1].bandwidth", "\"0 bit/s\" is below \"1 bit/s\"",
      "write a data rate from \"1 bit/s\" to \"8000 Tbit/s\""),
    Broken(
      "a NIC that no link joins", "\"count\": 2, \"memory\": \"64 GiB\"",
      "\"count\": 2, \"nics\": [ { \"name\": \"eth0\" } ], \"memory\": \"64 GiB\"", line: 5,
      at: "$.hosts[1].nics[0].name", "no link joins the NIC \"eth0\"",
      "name it in a link as \"node-1:eth0\", or remove it"),
    Broken(
      "a link to a NIC that does not exist", "[\"a\", \"tor\"]", "[\"a:eth0\", \"tor\"]", line: 10,
      at: "$.network.links[0].between[0]", "there is no host or switch \"a:eth0\"",
      "write one of \"a\""),
    Broken(
      "a tree that goes round in a circle", "\"switches\": [\"tor\"],",
      """
      "switches": ["tor", "x", "y", "z"], "tree": [
          { "between": ["x", "y"], "bandwidth": "1 Gbit/s" },
          { "between": ["y", "z"], "bandwidth": "1 Gbit/s" },
          { "between": ["z", "x"], "bandwidth": "1 Gbit/s" }
      ],
      """, line: 11, at: "$.network.tree[2].between[0]",
      "the tree has a cycle through \"z\"",
      "remove a link, or write these under \"links\""),
    Broken(
      "a tree with two switches above one", "\"switches\": [\"tor\"],",
      """
      "switches": ["tor", "x", "y"], "tree": [
          { "between": ["tor", "x"], "bandwidth": "1 Gbit/s" },
          { "between": ["tor", "y"], "bandwidth": "1 Gbit/s" }
      ],
      """, line: 10, at: "$.network.tree[1].between[0]",
      "\"tor\" has a switch above it already",
      "keep one of the two, or write them under \"links\""),
    Broken(
      "a transfer of no weight", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"transport\": { \"streams\": 0 },", line: 8,
      at: "$.network.transport.streams", "0 is not from 1 to 1024",
      "write a whole number from 1 to 1024"),
    Broken(
      "uneven shares of no queue", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"transport\": { \"sharing\": { \"spread\": 0.3 } },", line: 8,
      at: "$.network.transport.sharing", "\"queue\" is missing",
      "write for example \"queue\": \"sending-host\""),
    Broken(
      "uneven shares of an unknown queue", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"transport\": { \"sharing\": { \"queue\": \"router\" } },",
      line: 8, at: "$.network.transport.sharing.queue", "\"router\" is not a queue that fills",
      "write one of \"sending-host\", \"switch-port\""),
    Broken(
      "an advantage that is none", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"transport\": { \"sharing\": { \"queue\": \"switch-port\", \"advantage\": 0 } },",
      line: 8, at: "$.network.transport.sharing.advantage", "0 is below 1",
      "write a number from 1 to 100"),
    Broken(
      "a negative deviation", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"transport\": { \"sharing\": { \"queue\": \"switch-port\", \"spread\": -0.3 } },",
      line: 8, at: "$.network.transport.sharing.spread", "-0.3 is negative",
      "write a number from 0 to 3"),
    Broken(
      "a fat tree of odd ports", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"topologies\": [ { \"fatTree\": { \"ports\": 5, \"cable\": { \"bandwidth\": \"1 Gbit/s\" } } } ],",
      line: 8, at: "$.network.topologies[0].fatTree.ports", "5 ports cannot be halved",
      "write an even number"),
    Broken(
      "a fat tree without room", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"topologies\": [ { \"fatTree\": { \"ports\": 2, \"cable\": { \"bandwidth\": \"1 Gbit/s\" } } } ],",
      line: 8, at: "$.network.topologies[0].fatTree.ports",
      "a fat tree of 2-port switches has 2 places, not 3", "write more ports, or fewer hosts"),
    Broken(
      "a generated switch with a name that is taken", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\", \"switch\"], \"topologies\": [ { \"singleSwitch\": { \"cable\": { \"bandwidth\": \"1 Gbit/s\" } } } ],",
      line: 8, at: "$.network.topologies[0]",
      "its switch \"switch\" is named like another host or switch",
      "write a \"prefix\", such as \"lan-\""),
    Broken(
      "a load on no link", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"loads\": [ { \"link\": \"a-torr\", \"rate\": \"1 Gbit/s\" } ],",
      line: 8, at: "$.network.loads[0].link", "there is no link \"a-torr\"", "write \"a-tor\""),
    Broken(
      "a load of nothing", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"loads\": [ { \"link\": \"a-tor\" } ],", line: 8,
      at: "$.network.loads[0]", "a load needs one of a rate, a profile and a trace, or flows",
      "write for example \"rate\": \"2 Gbit/s\""),
    Broken(
      "a profile that goes back in time", "\"switches\": [\"tor\"],",
      "\"switches\": [\"tor\"], \"loads\": [ { \"link\": \"a-tor\", \"profile\": [ { \"at\": \"2 s\", \"rate\": \"1 Gbit/s\" }, { \"at\": \"1 s\", \"rate\": \"2 Gbit/s\" } ] } ],",
      line: 8, at: "$.network.loads[0].profile", "the times of the profile do not rise",
      "order the steps by \"at\", each with a time of its own"),
  ]
}
