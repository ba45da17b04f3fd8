# Round by round: what is sent, and what the guest dirties meanwhile
#   gnuplot rounds.gp              draws rounds.svg
#   gnuplot -e "png=1" rounds.gp   draws rounds.png
set encoding utf8
if (exists('png')) {
  set terminal pngcairo size 1680,700 noenhanced font 'DejaVu Sans,12' fontscale 1.7 linewidth 2 pointscale 2 background '#ffffff'
  set output 'rounds.png'
} else {
  set terminal svg size 840,350 noenhanced font 'DejaVu Sans,12' background '#ffffff'
  set output 'rounds.svg'
}
set border 3 lc rgb '#444444'
set xtics nomirror out font ',11' offset 0,0.4
set ytics nomirror out font ',11'
set grid lc rgb '#dddddd' lt 1 lw 0.5
set style fill solid 0.8 border lc rgb '#333333'
set key off
set xlabel offset 0,0.8
set ylabel offset 0.8,0
set multiplot
set label 'Round by round: what is sent, and what the guest dirties meanwhile' at screen 0.011904761904761904, screen 0.9485714285714286 left font ',14'
set label 'first-migration: VM web, replication 1; the last while the VM is paused' at screen 0.011904761904761904, screen 0.8971428571428571 left textcolor rgb '#555555'
set lmargin at screen 0.011904761904761904
set rmargin at screen 0.9880952380952381
set tmargin at screen 0.8342857142857143
set bmargin at screen 0.7771428571428571
set key at screen 0.12380952380952381, screen 0.8 left center horizontal Left reverse samplen 2 font ',11' width 1 maxrows 1
unset border
unset xtics
unset ytics
unset xlabel
unset ylabel
plot [0:1] [0:1] NaN notitle, keyentry with boxes fs solid 0.35 lc rgb '#56b4e9' title 'sent', keyentry with linespoints lc rgb '#d55e00' lw 2 dt 2 pt 9 ps 0.6 title 'dirtied', keyentry with linespoints lc rgb '#0072b2' lw 2 dt 1 pt 7 ps 0.6 title 'sending rate'
set key off
set border 3 lc rgb '#444444'
set xtics nomirror out font ',11' offset 0,0.4
set ytics nomirror out font ',11'
unset label
set lmargin at screen 0.12380952380952381
set rmargin at screen 0.47619047619047616
set tmargin at screen 0.6799999999999999
set bmargin at screen 0.19428571428571428
set label 'xen' at graph 0, graph 1 left offset 0,0.8
set logscale y
set yrange [0.0005704521465224398:6.110612714408833]
set ytics ('1 MiB' 0.0009765625, '10 MiB' 0.009765625, '100 MiB' 0.09765625, '1 GiB' 1)
set ylabel 'bytes'
unset logscale x
set xrange [0.30000000000000004:6.7]
set xtics 1
set xlabel 'round'
set boxwidth 0.7
$s0 << EOD
1 4.0078277960419655
2 0.0626223087310791
3 0.017539910972118378
4 0.005458056926727295
5 0.001853756606578827
6 0.0009935423731803894
EOD
$d0 << EOD
1 0.0625
2 0.017505645751953125
3 0.0054473876953125
4 0.001850128173828125
5 0.0008697509765625
EOD
plot $s0 using 1:2 with boxes fs solid 0.35 lc rgb '#56b4e9', $d0 using 1:2 with linespoints lc rgb '#d55e00' lw 2 dt 2 pt 9 ps 0.6
unset label
set lmargin at screen 0.6238095238095238
set rmargin at screen 0.9761904761904762
set tmargin at screen 0.6799999999999999
set bmargin at screen 0.19428571428571428
set label 'xen' at graph 0, graph 1 left offset 0,0.8
set logscale y
set yrange [1.583177195678856:153.90809573143736]
set ytics ('3' 3, '10' 10, '30' 30, '100' 100)
set ylabel 'rate in MB/s'
unset logscale x
set xrange [0.30000000000000004:6.7]
set xtics 1
set xlabel 'round'
set boxwidth 0.7
$r1 << EOD
1 125
2 125
3 125
4 125
5 125
6 125
EOD
$w1 << EOD
1 1.9493102991389593
2 34.94291033553265
3 38.821375034141596
4 42.371493158314316
5 58.647867624303174
EOD
plot $r1 using 1:2 with linespoints lc rgb '#0072b2' lw 2 dt 1 pt 7 ps 0.6, $w1 using 1:2 with linespoints lc rgb '#d55e00' lw 2 dt 2 pt 9 ps 0.6
unset label
unset multiplot
