module example.org/tool

go 1.24

require example.org/greeting v0.3.0
