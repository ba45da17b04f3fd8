/// A shell script that migrates VMs with virsh, and writes what a calibration reads.
public enum MeasuringScript {
  /// The script. What it asks of virsh has been there since libvirt 7.2, which measures dirty rates.
  public static let text = #"""
    #!/bin/sh
    # Migrates VMs to a host with virsh, and appends a row of each to a table for apus calibrate.
    #   measure-migrations TABLE HOST MBIT_PER_S WORKLOAD VM...

    # MBIT_PER_S is what one migration can get of the link: 940 of Gigabit Ethernet. WORKLOAD is what runs
    # in the VMs: database, java, compile, or "" for anything.

    # Run it at HOST to bring the VMs back.
    set -eu
    export LC_ALL=C
    [ $# -ge 5 ] || { sed -n '2,8s/^# *//p' "$0" >&2; exit 2; }
    table=$1 host=$2 link=$3 workload=$4 && shift 4
    [ -s "$table" ] || echo "technique,workload,memory_mib,memory_used_mib,dirty_rate_pages_per_s,\
    link_mbit_per_s,total_time_ms,downtime_ms,sent_bytes" >"$table"
    for vm; do
      virsh domdirtyrate-calc "$vm" --seconds 1 >&2
      until virsh domstats "$vm" --dirtyrate | grep -q 'calc_status=2'; do sleep 1; done
      rate=$(virsh domstats "$vm" --dirtyrate | awk -F= '/megabytes_per_second/ { print $2 * 256 }')
      memory=$(virsh dommemstat "$vm" | awk '{ kib[$1] = $2 } END { used = kib["rss"]
        if (used > kib["actual"]) used = kib["actual"]; printf "%d,%d", kib["actual"] / 1024, used / 1024 }')
      virsh migrate --live --p2p --persistent --undefinesource "$vm" "qemu+ssh://$host/system" >&2
      virsh -c "qemu+ssh://$host/system" domjobinfo "$vm" --completed | awk -F': *' \
        -v row="pre-copy,$workload,$memory,$rate,$link" '{ split($2, part, " "); value[$1] = part[1]
          size = index("KMGT", substr(part[2], 1, 1)); if (part[2] == "B") size = 0
          bytes[$1] = part[1] * 1024 ^ size }
        END { print row "," value["Time elapsed"] "," value["Total downtime"] "," \
          sprintf("%.0f", bytes["Data processed"]) }' >>"$table"
    done
    """# + "\n"
}
