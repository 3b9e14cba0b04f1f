module example.org/greeting

go 1.24

require example.org/titles v1.2.0
