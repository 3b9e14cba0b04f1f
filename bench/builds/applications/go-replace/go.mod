module example.org/tool

go 1.24

require example.org/greeting v0.0.0

replace example.org/greeting => ./lib/greeting
