module example.org/hello

go 1.24

require example.org/greeting v1.2.0

require example.org/titles v1.2.0 // indirect
